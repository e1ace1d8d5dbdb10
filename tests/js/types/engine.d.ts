/** What the engine's scripts share with one another, and with the pages that use their pieces. */

type Zone = "all" | "head";
type Field = "" | "title" | "heading" | "part";

interface Term { raw: string; pieces: string[]; gaps: number[]; field: Field; strict: string; figures: string }
/** A figure with a sign: where it stands in its text, and what it says in half width. */
interface Figure { start: number; end: number; said: string }
interface Group { options: Term[]; negative: boolean }
interface Query { text: string; groups: Group[]; parts: string[]; pasted: boolean; understood: string }
interface Grammar { form: (text: string) => string; kinds: string[] }
interface Piece { body: string; start: number; field: Field; negative: boolean; joined: boolean; strict: boolean }
/** Code, reason, cure. */
type Problem = [string, string, string];

interface Column { values: (string | number | null)[]; names: string[]; codes: Uint32Array }
interface Columns {
  starts: Float64Array; titles: Uint32Array; kinds: string[]; parts: string[];
  year: Column; type: Column; level: Column;
}
interface Card { id: string; sizes: number[]; crcs: number[] }
interface Mapped { form: string; starts: Uint32Array; ends: Uint32Array }
interface Labels { id: string; title: string; url: string; year: number | null; type: string | null; unit_level: string | null }
interface TextPart extends Labels { from: number; blocks: [string, number, number, string, number?][]; text: string; mapped: Mapped }
interface Layout { begins: number[]; kinds: string[]; parts: string[] }
interface Spans { start: Uint32Array; end: Uint32Array }
interface Matched { reports: Uint32Array; terms: { term: Term; spans: Spans }[] }
/** What is known already of the places that are sought. */
interface Known { places?: Uint32Array | null; reports: Uint32Array | null }
interface Snippet { before: string; match: string; after: string; anchor: string }
interface Excerpt extends Labels { snippets: Snippet[] }
interface SearchResult {
  query: string; understood: string; hits: number; total: number; documents: (Excerpt & { count: number })[];
  byYear: Record<string, number>; byType: Record<string, number>; byLevel: Record<string, number>;
}
/** What passes the filters; `ranked` keeps its orders by the way of sorting. */
interface Narrowed { matched: Matched; spans: Spans; counts: Uint32Array; facets: Record<string, number>[]; ranked: Map<string, number[]> }
interface Asked extends Narrowed { store: Store; query: Query }
interface SearchOptions { whole?: boolean }

interface Job {
  check(): void;
  expect(name: string): void;
  arrived(name: string): void;
}
interface JobClass { new (options: { signal?: { aborted: boolean }; progress?: (done: number, total: number) => void }): Job }

interface Cursor { content: Uint8Array; name: string; at: number; readonly done: boolean; varint(): number; word(): number; take(size: number): Uint8Array }
interface PostingShard { name: string; size: number; keys: Float64Array; positions(key: number): Uint32Array }
interface RunTable { from: number; bytes: number; least: number; keys: string; positions: string; crcs: string; long: string; sizes: string }
interface Directory {
  runs: { keys: Float64Array }[]; names: string[]; positions: number[];
  rows(key: number): number[];
  between(first: number, last: number): number[];
  size(key: number): number;
  cost(rows: number[]): number;
}
interface SearchForm {
  complete: boolean;
  add(payload: string, name: string): [number, number][];
  of(point: number): string;
  lacks(text: string): boolean;
  apply(text: string): string;
  mapped(text: string): Mapped;
}
interface Store {
  cache: { get(name: string): any; put(name: string, value: any, size: number): void };
  columns: Columns; form: SearchForm; zones: Record<Zone, Directory>; starts: Float64Array; titles: Uint32Array; grammar: Grammar;
  has(zone: Zone, row: number): boolean;
  positions(zone: Zone, key: number, rows: number[], job: Job): Promise<Uint32Array>;
  prefix(zone: Zone, unit: number, job: Job): Promise<Uint32Array>;
  hasBlocks(report: number): boolean;
  blocks(report: number, job: Job): Promise<number[]>;
  card(report: number, job: Job): Promise<Card>;
  cardAtHand(report: number): Card | undefined;
  part(report: number, number: number, job: Job): Promise<TextPart>;
  hasPart(card: Card, number: number): boolean;
  ready(text: string, job: Job): Promise<void>;
  crcs: Record<string, number[]>;
  numbered(folder: "c" | "s", report: number): string;
  name(folder: string, number: number): string;
}
interface SearchErrorShape extends Error { code: string; detail: string; query: string; understood: string }

interface Archive {
  SearchError: new (code: string, message: string, more?: { detail?: string; query?: string; understood?: string }) => SearchErrorShape;
  codec: {
    bytes(text: string, name: string): Uint8Array;
    crc(text: string): string;
    hex(value: number): string;
    Cursor: new (content: Uint8Array, name: string) => Cursor;
    varints(text: string, name: string): number[];
    words(text: string, name: string): number[];
    sums(steps: number[]): number[];
    PostingShard: new (payload: string, name: string) => PostingShard;
    codes(text: string): Uint32Array;
    damaged(name: string, reason: string): SearchErrorShape;
  };
  sorted: {
    lower(list: ArrayLike<number>, value: number, from?: number): number;
    gallop(list: ArrayLike<number>, value: number, from: number): number;
    meet(places: Uint32Array, list: Uint32Array, shift: number): Uint32Array;
    moved(list: Uint32Array, shift: number): Uint32Array;
    joined(lists: Uint32Array[]): Uint32Array;
    union(lists: Uint32Array[]): Uint32Array;
    unique(list: Uint32Array): Uint32Array;
  };
  form: { SearchForm: new (payload: string, name: string) => SearchForm; folds(): Promise<(text: string) => string> };
  columns: {
    read(row: any, name: string): Columns;
    structure(payload: string, name: string, reports: number): number[][];
    cards(payload: string, name: string, reports: number): Card[];
    text(part: any, name: string): string;
  };
  Directory: new (runs: RunTable[], folder: string, name: string) => Directory;
  shard(name: string, payload: unknown): void;
  loader: { load(name: string): Promise<string>; manifest(): Promise<any>; root(): string; verified(name: string, payload: unknown): string };
  store: {
    open(load: (name: string) => Promise<string>): Promise<Store>;
    range(rows: [number, number]): number[];
    object(payload: string, name: string): any;
  };
  Cache: new () => { entries: Map<string, unknown>; get(name: string): any; put(name: string, value: any, size: number): void };
  blocks: {
    spans(start: ArrayLike<number>, end: ArrayLike<number>): Spans;
    kept(all: Spans, test: (start: number, end: number) => boolean): Spans;
    layout(store: Store, reports: number[], job: Job): Promise<Layout>;
    blockAt(blocks: Layout, position: number): number;
    chain(places: ArrayLike<number>[], term: Term, blocks: Layout | null): Spans;
  };
  wording: { describe(query: Query): string };
  query: { parse(text: string, grammar: Grammar, whole?: boolean): Query; trim(text: string): string; figures(text: string): Figure[]; said(found: Figure[]): string };
  phrase: {
    find(store: Store, zone: Zone, form: string, known: Known, job: Job): Promise<Uint32Array>;
    reportsOf(store: Store, places: ArrayLike<number>, most: number): number[];
    within(store: Store, places: Uint32Array, reports: ArrayLike<number> | null): Uint32Array;
    rarity(store: Store, zone: Zone, form: string): number;
    cover(covered: Uint8Array, costs: number[]): { pairs: number[]; cost: number };
  };
  texts: {
    rescue(store: Store, zone: Zone, known: Known): { cost: number; take: (form: string, job: Job) => Promise<Uint32Array> } | null;
    partAt(card: Card, unit: number): number;
  };
  match: {
    find(query: Query, store: Store, job: Job): Promise<Matched>;
    distinct(matched: Matched): Spans;
    inReports(store: Store, all: Spans, reports: ArrayLike<number>): Spans;
    kept(all: Spans, test: (start: number, end: number) => boolean): Spans;
    layout(store: Store, reports: number[], job: Job): Promise<Layout>;
    blockAt(blocks: Layout, position: number): number;
    isTitle(store: Store, start: number, end: number): boolean;
    chain(places: ArrayLike<number>[], term: Term, blocks: Layout | null): Spans;
    checked(term: Term): boolean;
    confirms(term: Term, texts: string[], map: (text: string) => Mapped): (start: number, end: number) => boolean;
    wanted(query: Query): Term[];
  };
  rank: {
    order(store: Store, matched: Matched, how: { counts: Uint32Array; sort: string }, job: Job): Promise<number[]>;
    counts(store: Store, reports: Uint32Array, spans: Spans): Uint32Array;
  };
  snippets: { cut(store: Store, report: number, spans: Spans, job: Job): Promise<Excerpt> };
  jobs: {
    each<T, R>(items: ArrayLike<T>, act: (item: T, at: number) => Promise<R>): Promise<R[]>;
    SearchJob: JobClass;
  };
  engine: {
    open(): Promise<Store>;
    read(text: string, store: Store, job: Job, whole: boolean): Promise<Query>;
    latest(): (text: string, options?: SearchOptions) => Promise<SearchResult>;
  };
}
