/**
 * Reports by their words, ranked: the lunr index over titles, labels and keywords. Library and index are loaded when
 * they are first asked for. A query is cut with the index's own vocabulary, so that no dictionary travels.
 */
(function (archive) {
  "use strict";

  /** Longer words than this are not looked for; the index's own longest word sets the limit if it is shorter. */
  const LONGEST = 16;
  /** @type {Promise<WordIndex> | null} */
  let loading = null;

  /**
   * Cut a text as the index was cut (jieba's search mode): at each place the longest word, and all words inside it.
   *
   * @param {string} text in search form
   * @param {Vocabulary} vocabulary
   * @returns {string[]} each word once, in order of appearance
   */
  function cut(text, vocabulary) {
    /** @type {Set<string>} */
    const words = new Set();
    for (let at = 0; at < text.length;) {
      const word = longest(text, at, vocabulary);
      for (let from = at; from < at + word.length; from++) {
        for (let to = from + 2; to <= at + word.length; to++) {
          if (vocabulary.has(text.slice(from, to))) words.add(text.slice(from, to));
        }
      }
      if (word) words.add(word);
      at += word.length || 1;
    }
    return Array.from(words);
  }

  /**
   * @param {string} text
   * @param {number} at
   * @param {Vocabulary} vocabulary
   * @returns {string} the longest word that begins here, empty if none does
   */
  function longest(text, at, vocabulary) {
    for (let size = Math.min(vocabulary.longest, text.length - at); size > 0; size--) {
      const word = text.substr(at, size);
      if (vocabulary.has(word)) return word;
    }
    return "";
  }

  /**
   * The beginning of a word that the reader has not finished: the longest end of the text with which a word begins.
   *
   * @param {string} text in search form
   * @param {Vocabulary} vocabulary
   * @returns {string} empty if no word begins so
   */
  function unfinished(text, vocabulary) {
    for (let at = Math.max(0, text.length - vocabulary.longest); at < text.length; at++) {
      if (vocabulary.begins(text.slice(at))) return text.slice(at);
    }
    return "";
  }

  /**
   * The words of an index, ready to be looked up.
   *
   * @param {string[]} words in any order
   * @returns {Vocabulary}
   */
  function vocabulary(words) {
    const set = new Set(words);
    const sorted = words.slice().sort();
    return {
      has: (word) => set.has(word),
      begins(start) {
        let low = 0;
        let high = sorted.length;
        while (low < high) {
          const middle = (low + high) >> 1;
          if (sorted[middle] < start) low = middle + 1;
          else high = middle;
        }
        return low < sorted.length && sorted[low].startsWith(start);
      },
      longest: words.reduce((most, word) => Math.max(most, Math.min(word.length, LONGEST)), 0),
    };
  }

  /**
   * Ask the index for any of the words; longer words weigh more, an unfinished last word also as a beginning. One Han
   * sign of a longer query says nothing: 控 of 疫情防控 begins 控制 too.
   *
   * @param {WordIndex} words
   * @param {string} query
   * @param {{prefix?: boolean}} options
   * @returns {{ref: string, score: number}[]} best first
   */
  function ranked(words, query, options) {
    const terms = query.split(/\s+/).map(words.form).filter(Boolean);
    const fits = (/** @type {string} */ word) => /\w|../.test(word) || word === terms.join("");
    const whole = Array.from(new Set(terms.reduce((all, term) => all.concat(cut(term, words.vocabulary)), /** @type {string[]} */ ([])))).filter(fits);
    const start = [options.prefix && terms.length ? unfinished(terms[terms.length - 1], words.vocabulary) : ""].filter(fits)[0];
    if (!whole.length && !start) return [];
    return words.index.query((/** @type {any} */ clauses) => {
      for (const word of whole) clauses.term(word, { usePipeline: false, boost: word.length });
      if (start) clauses.term(start, { usePipeline: false, boost: start.length, wildcard: words.trailing });
    });
  }

  /**
   * The reports that fit the words of a query best.
   *
   * @param {string} query
   * @param {{limit?: number, prefix?: boolean}} [options] `prefix`: the last word may be unfinished
   * @returns {Promise<WordHit[]>} rejects with a message for the reader when the index cannot be loaded
   */
  async function words(query, options) {
    const limit = (options && options.limit) || 8;
    const ready = await open();
    return ready.reports(ranked(ready, query, options || {}).slice(0, limit));
  }

  /** @returns {Promise<WordIndex>} */
  function open() {
    if (loading) return loading;
    const opening = archive.openWords();
    opening.catch(() => { loading = null; }); // the next question tries again; this one is told
    return (loading = opening);
  }

  /** Begin to load what a question will need; if that fails, the question says so. */
  function prepare() {
    open().catch(() => undefined);
  }

  archive.words = Object.assign(words, { prepare, cut, unfinished, vocabulary, ranked });
})((window.archive = window.archive || /** @type {Archive} */ ({})));
