/** What the pages about parts, phrases and figures use. */

interface PartState extends SearchState { kind: string }
interface PartText {
  title: string; url: string; year: number | null; type: string | null; unit_level: string | null;
  blocks: { anchor: string; kind: string; text: string }[];
}
interface SetPhrase { at: number; text: string; hits: number; reports: number; years: number[]; parts: string[] }
/** The search form, and that of each phrase. */
interface PhraseForms { of(text: string): string; texts: string[] }
interface PhraseState { words: string; year: string; part: string; sort: string; offset: number }
/** One phrase over the years: hits by year, "" for unknown. */
interface Course { phrase: string; hits: Record<string, number>; understood: string }
/** What a drawing of courses shows: each year in its slot, which years are too small for the scale, and where values lie. */
interface LinesPlot {
  courses: Course[]; years: string[]; slots: number[]; rows: number[][]; small: boolean[]; marks: number[]; y: (one: number) => number;
}
/** Phrases counted; messages about those that cannot be read; those beyond the most that are compared. */
interface Counted { courses: Course[]; wrong: string[]; left: string[] }
/** What is known of a year: its reports and its characters. */
type YearSize = [number, number];

interface Archive {
  keyboard(): void;
  study: {
    object(name: string): Promise<any>;
    remember(parameters: URLSearchParams, how: "push" | "replace"): void;
    failed(error: unknown, again: () => void): HTMLElement;
    searching(phrase: string, more?: Record<string, string>): string;
    pager(place: { offset: number; size: number; total: number }, go: (offset: number) => void): HTMLElement | null;
  };
  parts: {
    rows(text: string, name: string): [number, number][];
    texts(store: Store, reports: number[], kind: string, signal: { aborted: boolean }): Promise<PartText[]>;
  };
  lines: {
    lines(courses: Course[], sizes: Record<string, YearSize>, options: { unit: string; label: string }): HTMLElement;
    value(hits: number, size: YearSize, unit: string): number;
    ceiling(most: number): number;
  };
  phrases: {
    read(listed: any): SetPhrase[];
    chosen(all: SetPhrase[], state: PhraseState, forms?: PhraseForms): SetPhrase[];
  };
}
