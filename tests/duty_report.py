"""The lines of a short report, for tests that set a page's words between them."""

TITLE = "2019年度党总支书记抓基层党建述职报告"
FIRST = "2019年，党总支坚持以习近平新时代中国特色社会主义思想为指导，组织集中学习12次，讲党课4次。"
CLAUSE = "成立党员突击队4支，61名党员承担急难险重任务83项，"
REST = "大机组检修提前三天完工，实现零事故、零返工。"
LAST = "下一步，将继续抓好党员教育管理，推动各项工作再上新台阶。"
