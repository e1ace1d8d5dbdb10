/** What comparing two reports and checking a draft share, and what each adds. */

interface SharedRun { start: number; end: number; places: number[] }
interface CutPiece { start: number; end: number; runs: number[] }
interface ReportBlock { anchor: string; kind: string; from: number; to: number }
interface WholeReport extends Labels {
  text: string; form: string; starts: Uint32Array; ends: Uint32Array; blocks: ReportBlock[];
}
interface SharedPair { runs(side: number, least: number): SharedRun[]; places(side: number, start: number, size: number): number[] }

interface Archive {
  suffixes: {
    sorted(text: string): { order: Int32Array; ranks: Int32Array };
    agreeing(text: string, suffixes: { order: Int32Array; ranks: Int32Array }): Int32Array;
  };
  stretches: {
    Pair: new (left: string, right: string) => SharedPair;
    covered(runs: { start: number; end: number }[]): number;
    pieces(span: [number, number], runs: { start: number; end: number }[], cuts?: number[]): CutPiece[];
  };
  reports: {
    beginning(store: Store, prefix: string, job: Job): Promise<number[]>;
    find(store: Store, id: string, job: Job): Promise<number>;
    whole(store: Store, report: number, job: Job): Promise<WholeReport>;
    blockAt(report: WholeReport, unit: number): ReportBlock;
  };
  working(what: string, cancel: () => void): { node: HTMLElement; show: (done: number, total: number, what?: string) => void };
  walkKeys(node: HTMLElement, step: (by: number) => void): void;
  figures: {
    percent(part: number, all: number): string; labels(report: { year: number | null; type: string | null; unit_level: string | null }): string;
    point(mark: HTMLElement, current: boolean, size: number): void;
  };
  comparePicker(options: PickerOptions): { node: HTMLElement; input: HTMLInputElement };
  compareSide: {
    draw(side: CompareSide): HTMLElement;
    point(node: HTMLElement, span: { start: number; end: number } | null, scroll: boolean): void;
  };
  compareView(reports: WholeReport[], least: number, actions: CompareActions): HTMLElement;
}

/** One side of the comparison, ready to be drawn: runs in characters of the text. */
interface CompareSide {
  name: string;
  report: WholeReport;
  runs: { start: number; end: number }[];
  cuts: number[];
  shared: number;
  go: (run: number) => void;
}

interface PickerOptions { label: string; hint?: string; pick: (id: string) => void }
interface CompareState { ids: string[]; least: number }
interface CompareActions { least: (least: number) => void; change: (side: number) => void; swap: () => void }

interface DraftPrint { place: number; key: number; left: number; right: number }
interface PrintShard { reports: Uint32Array; rows: Uint8Array }
interface Suspect { prefix: number; windows: [number, number][]; read: boolean }
interface DraftRun { start: number; end: number; place: number; anchor: string }
interface FoundReport extends Labels { runs: DraftRun[] }
interface DraftResult {
  least: number;
  /** What is certain: each report with its stretches in units of the draft, most first. */
  reports: (FoundReport & { shared: number })[];
  marks: { start: number; end: number }[];
  /** Of each report that was not read, where stretches that it may share begin. */
  unread: [number, number][][];
}
/** A report that holds words of a passage, how many, and the longest stretch of them; and how many more do perhaps. */
interface DraftHolder { report: FoundReport; run: DraftRun; shared: number }
interface DraftHolders { found: DraftHolder[]; unread: number }
interface DraftCheck {
  settle(least: number, job: Job, progress: (done: number, total: number) => void): Promise<void>;
  result(least: number): DraftResult;
}
interface Store {
  load(name: string): Promise<string>;
  get<T>(name: string, job: Job, decode: (payload: string, name: string) => T): Promise<T>;
}
interface Archive {
  winnowing: {
    fingerprints(form: string): DraftPrint[]; agreeing(one: number, other: number): number;
    GUARANTEE: number; GRAM: number; REACH: number;
  };
  prints: { lookUp(store: Store, form: string, job: Job, progress: (done: number, total: number) => void): Promise<Map<number, [number, number][]>> };
  draftCheck: { begin(store: Store, form: string, job: Job, progress: (done: number, total: number) => void): Promise<DraftCheck> };
}

interface DraftSentence { start: number; end: number; length: number; shared: number; level: number }
/** A draft that was checked: marks and sentences in characters of its text, the result in units of its form. */
interface CheckedDraft {
  text: string; mapped: Mapped; result: DraftResult; marks: { start: number; end: number }[]; sentences: DraftSentence[]; shared: number;
}
interface Archive {
  opening: { text(file: File): Promise<string>; decode(bytes: Uint8Array): string };
  docx(bytes: Uint8Array): Promise<string>;
  sentences: {
    cut(text: string): [number, number][];
    rated(text: string, mapped: Mapped, marks: { start: number; end: number }[]): DraftSentence[];
  };
  sources: {
    split(result: DraftResult, span: { start: number; end: number }): { whole: DraftHolders; pieces: DraftHolders };
    told(result: DraftResult, span: { start: number; end: number }, link: (report: FoundReport, run: DraftRun) => HTMLElement): (HTMLElement | null)[];
  };
  takeaway: {
    csv(draft: CheckedDraft, address: (report: FoundReport, run: DraftRun) => string): string;
    text(draft: CheckedDraft, address: (report: FoundReport, run: DraftRun) => string): string;
  };
  draftView(draft: CheckedDraft, text: HTMLElement, side: HTMLElement): { step: (by: number) => void };
}
