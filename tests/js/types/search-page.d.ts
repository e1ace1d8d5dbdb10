/** What the search page, the quick box and the highlighter share with the engine and with each other. */

type ArchiveChild = Node | string | number | null | undefined | false;
type ArchiveAttributes = Record<string, string | number | boolean | null | undefined | ((event: any) => void)>;
type FilterName = "year" | "type" | "level";

interface SearchState {
  q: string;
  year: string[];
  type: string[];
  level: string[];
  sort: string;
  view: string;
  order: string;
  offset: number;
}

interface HitLine {
  id: string;
  title: string;
  url: string;
  year: number | null;
  type: string | null;
  unit_level: string | null;
  /** The hit's number in its report, from 1. */
  hit: number;
  before: string;
  match: string;
  after: string;
  anchor: string;
}

interface WordHit {
  id: string;
  title: string;
  url: string;
  year: number | null;
  type: string | null;
  unit_level: string | null;
  score: number;
}

interface ChartBar {
  year: string;
  count: number;
  share: number;
}

interface ChartOptions {
  label: string;
  heading: string;
  unit: string;
  chosen: string[];
  choose: (year: string) => void;
}

interface Archive {
  element(tag: string, attributes?: ArchiveAttributes | null, ...children: ArchiveChild[]): HTMLElement;
  drawing(tag: string, attributes?: ArchiveAttributes | null, ...children: ArchiveChild[]): SVGElement;
  fill(node: Element, ...children: ArchiveChild[]): void;
  rootAddress(): string;
}
