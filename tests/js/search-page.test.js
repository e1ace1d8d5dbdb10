"use strict";
const test = require("node:test");
const assert = require("node:assert/strict");
const { load, plain } = require("./load.js");

// Only what touches no DOM is called; the rest of these files is tested in a browser.
const archive = load(["search/state.js", "search/facets.js", "search/kwic.js", "search/chart.js", "search/export.js", "search/messages.js", "search/answers.js"].concat());
const { parse, format, turn, toggle, hitAddress } = archive.searchState;
const line = (before, match, after, more) => Object.assign({ id: "r1", title: "题", url: "reports/aa/r1.html", year: 2018, type: "工作总结", unit_level: "党组", hit: 1, anchor: "p-1", before, match, after }, more);

test("an address without anything is the empty question", () => {
  assert.deepEqual(plain(parse("")), { q: "", year: [], type: [], level: [], sort: "relevance", view: "list", order: "right", offset: 0 });
  assert.equal(format(parse("")), "");
});

test("an address survives reading and writing, whatever the query holds", () => {
  for (const q of ["同谋划、同部署", "把…放在首位", "a+b&c=d#e%", "党建 -疫情", "“引号”", "字".repeat(500)]) {
    const state = turn(parse(""), { q, year: ["2020", ""], type: ["工作总结"], sort: "hits", view: "kwic", order: "left", offset: 40 });
    assert.deepEqual(plain(parse(format(state))), Object.assign(plain(state), { year: ["", "2020"] }));
  }
});

test("what an address does not mean is left at its default", () => {
  const state = parse("?q=x&sort=size&view=grid&offset=-3&order=up&year=&year=2018&year=2018");
  assert.deepEqual([state.sort, state.view, state.offset, state.order, plain(state.year)], ["relevance", "list", 0, "right", ["2018"]]);
  assert.equal(parse("?offset=1e99").offset, 0);
});

test("a change of the question goes back to the first page, a change of page does not", () => {
  const state = turn(parse("?q=x"), { offset: 20 });
  assert.equal(state.offset, 20);
  assert.equal(toggle(state, "year", "2018").offset, 0);
  assert.deepEqual(plain(toggle(toggle(state, "year", "2018"), "year", "2018").year), []);
});

test("a hit's address names the query, the hit and the paragraph", () => {
  assert.equal(hitAddress({ url: "reports/aa/r.html" }, "党建 扶贫", 3, "p-12"), "reports/aa/r.html?q=%E5%85%9A%E5%BB%BA+%E6%89%B6%E8%B4%AB&hit=3#p-12");
});

test("a hit opened from the search page carries what the page showed", () => {
  const state = parse("?q=党建&year=2018&type=工作总结&sort=hits&view=kwic&order=left&offset=20");
  const address = hitAddress({ url: "reports/aa/r.html" }, state, 3, "p-12");
  assert.match(address, /&hit=3#p-12$/);
  assert.deepEqual(plain(parse(address.slice(address.indexOf("?"), address.indexOf("#")))), plain(state));
});

test("years stand newest first, other values by count, the unknown last, chosen ones even when empty", () => {
  assert.deepEqual(plain(archive.facets.rows("year", { 2018: 9, 2020: 1, "": 4 }, ["2019"])).map((row) => [row.label, row.count, row.chosen]),
    [["2020年", 1, false], ["2019年", 0, true], ["2018年", 9, false], ["年份未注明", 4, false]]);
  assert.deepEqual(plain(archive.facets.rows("type", { 甲: 1, 乙: 3, 丙: 0 }, [])).map((row) => row.value), ["乙", "甲"]);
});

test("lines are sorted by the neighbour, punctuation apart, and equal ones stay as they were", () => {
  const lines = [line("", "x", "，能", { hit: 1 }), line("", "x", "爱", { hit: 2 }), line("", "x", "“爱”", { hit: 3 }), line("", "x", "不", { hit: 4 })];
  assert.deepEqual(archive.kwic.order(lines, "right").map((one) => one.hit), [2, 3, 4, 1]);
  assert.deepEqual(archive.kwic.order(lines, "text").map((one) => one.hit), [1, 2, 3, 4]);
  const left = [line("甲能，", "x", ""), line("乙爱", "x", "")];
  assert.deepEqual(archive.kwic.order(left, "left").map((one) => one.before), ["乙爱", "甲能，"]);
  assert.equal(archive.kwic.neighbours(left[0], "left"), "能甲");
});

test("frequent neighbours are read in the direction of the text", () => {
  const lines = [line("中心工作", "x", "同部署"), line("业务工作、", "x", "同落实"), line("单独", "x", "同部署")];
  assert.deepEqual(plain(archive.kwic.frequent(lines, "left", 3)), [{ text: "工作", count: 2 }]);
  assert.deepEqual(plain(archive.kwic.frequent(lines, "right", 3)), [{ text: "同部署", count: 2 }]);
});

test("a frequent neighbour is a word: letters whole, and longer where the same follows everywhere", () => {
  const after = ["APP建设", "APP推广", "灯下黑问题", "“灯下黑”", "2023年工作", "2023年以来", "级人才引进", "级，人才"];
  const near = (side, texts) => plain(archive.kwic.frequent(texts.map((text) => line(text, "x", text)), side, 6)).map((one) => [one.text, one.count]);
  assert.deepEqual(near("right", after), [["2023年", 2], ["APP", 2], ["灯下黑", 2]].sort());
  assert.deepEqual(near("left", ["推广APP", "建设APP，"]), [["APP", 2]]);
});

test("the chart shows empty years inside, closes long gaps, and puts the unknown last", () => {
  assert.deepEqual(plain(archive.chart.bars({ 2018: 4, 2020: 2, "": 1 })).map((bar) => [bar.year, bar.count, bar.share]),
    [["2018", 4, 1], ["2019", 0, 0], ["2020", 2, 0.5], ["", 1, 0.25]]);
  assert.deepEqual(plain(archive.chart.bars({ 1989: 2, 1990: 1, 2020: 1 })).map((bar) => [bar.year, bar.count, !!bar.edge]),
    [["1989", 2, false], ["1990", 1, true], ["1991–2019", 0, false], ["2020", 1, true]]);
  assert.equal(archive.chart.bars({}).length, 0);
});

test("no cell becomes a formula, and a row stays a row", () => {
  const { cell, csv } = archive.exports;
  for (const evil of ["=1+1", "+1", "-1", "@x", " =1", "＝1", "\t=1"]) assert.match(cell(evil), /^"?'/);
  assert.equal(cell('他说"好"，'), '"他说""好""，"');
  assert.equal(cell(2018), "2018");
  assert.equal(cell(null), "");
  const text = csv([line("前,", "命", "后\n")], () => "https://x/");
  assert.equal(text.charCodeAt(0), 0xfeff);
  assert.equal(text.split("\r\n")[1], '1,"前,",命,"后\n",题,2018,工作总结,党组,https://x/');
});

test("copied text is one line a hit, with its source", () => {
  assert.equal(archive.exports.text([line("前\n文", "命中", "后文")], (one) => one.url), "…前 文【命中】后文…\t——《题》（2018年·工作总结·党组）" + line("", "", "").url);
  assert.equal(archive.exports.fileName('a/b:"c"?'), "检索-abc.csv");
  assert.equal(archive.exports.fileName("??"), "检索-结果.csv");
});

test("what was not found is offered in shorter pieces", () => {
  assert.deepEqual(plain(archive.messages.split("抓住牛鼻子，印发要点")), ["抓住牛鼻子", "印发要点"]);
  assert.deepEqual(plain(archive.messages.split("同谋划同部署同")), ["同谋划", "同部署同"]);
  assert.deepEqual(plain(archive.messages.split("人民群众工作报告")), ["人民群众", "工作报告"]);
  assert.deepEqual(plain(archive.messages.split("抓好安全生产专项整治三年行动计划落实见效确保全市形势稳定")), ["抓好安全生产", "计划落实见效"]);
  assert.deepEqual(plain(archive.messages.split("党建")), []);
});

test("no way on parts a word in Latin letters or a figure, and Chinese years are offered in figures", () => {
  for (const whole of ["partybuilding", "e-mail", "Wi-Fi", "12,345.6", "2023年", "10:30", "６５４３２"]) assert.deepEqual(plain(archive.messages.split(whole)), []);
  assert.deepEqual(plain(archive.messages.split("使用WPSOffice系统平台")), ["使用WPSOffice", "系统平台"]);
  assert.deepEqual(plain(archive.messages.split("完成12,345万元，占6.5%")), ["完成12,345万元", "占6.5"]);
  assert.deepEqual(plain(archive.messages.split("二〇二三年")), ["2023年"]);
  assert.deepEqual(plain(archive.messages.split("二零一○年度工作报告")), ["2010年度工作报告", "2010年度", "工作报告"]);
});

test("an exact reading is offered only where a sign acts", () => {
  const { exact } = archive.answers;
  assert.equal(exact("党建 -疫情"), "党建疫情");
  assert.equal(exact("把…放在首位"), "把放在首位");
  assert.equal(exact("标题:述职"), "标题述职");
  assert.equal(exact("标题：述职", "含有标题中的“述职”"), "标题述职");
  for (const read of ['"党建', "把…", "同谋划、同 部署"]) {
    assert.equal(exact(read, "整句精确检索：" + read), "");
    assert.equal(archive.answers.signed(read), true);
  }
  assert.equal(archive.answers.signed("同谋划"), false);
  assert.equal(exact("同谋划"), "");
});
