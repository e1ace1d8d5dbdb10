/** The facet page, the basket, what a report page offers beside its text, and the documents made from a report. */

type FacetName = FilterName | "sector" | "admin";
type ShelfName = "basket" | "saved" | "read";

interface Catalogue {
  size: number;
  id(at: number): string;
  titles: string[];
  /** The search form, once somebody filters by words. */
  fold?: (text: string) => string;
  /** The titles as the filter compares them, made when first needed. */
  plain?: string[];
  chars: ArrayLike<number>;
  unsure: ArrayLike<number>;
  year: FacetColumn;
  type: FacetColumn;
  level: FacetColumn;
  sector: FacetColumn;
  admin: FacetColumn;
  added: FacetColumn;
}

interface FacetColumn {
  values: (string | number | null)[];
  codes: ArrayLike<number>;
}

interface ReportRow {
  id: string;
  title: string;
  url: string;
  labels: string;
  chars: number;
  unsure: boolean;
  added: string;
}

interface ShelfRow {
  id: string;
  title: string;
  labels: string;
  /** When it was put there, in milliseconds since 1970. */
  time: number;
}

interface Put {
  /** How many are on the shelf now. */
  taken: number;
  /** Whether they will be there on the next page. */
  lasting: boolean;
  /** What to tell the reader about those for which there was no room; empty when all fitted. */
  full: string;
}

interface BrowseState extends Record<FacetName, string[]> {
  q: string;
  sort: string;
  /** From 1. */
  page: number;
}

interface Archive {
  catalogue: {
    open(): Promise<Catalogue>;
    row(catalogue: Catalogue, at: number): ReportRow;
    FACETS: FacetName[];
  };
  choose: {
    parse(address: string): BrowseState;
    format(state: BrowseState): string;
    rows(catalogue: Catalogue, state: BrowseState): { rows: number[]; counts: Record<FacetName, Record<string, number>> };
    sorted(catalogue: Catalogue, rows: number[], sort: string): number[];
    SORTS: string[];
  };
  shelf: {
    all(name: ShelfName): ShelfRow[];
    has(name: ShelfName, id: string): boolean;
    put(name: ShelfName, rows: { id: string; title: string; labels: string }[]): Put;
    collect(rows: { id: string; title: string; labels: string }[]): string;
    drop(name: ShelfName, id?: string): boolean;
    ticked(place: "browse" | "basket"): string[];
    tick(place: "browse" | "basket", ids: Iterable<string>): void;
    NAMES: Record<ShelfName, string>;
  };
}

type HandoutFormat = "docx" | "txt" | "md";

/** A table as rows of cells; a row may lack the empty cells at its end. */
interface Tabled {
  rows: string[][];
  columns: number;
  headed: boolean;
}

/** What files are made from: the same as `archive.export.document.Document`. */
interface HandoutDocument {
  id: string;
  title: string;
  citation: string;
  lines: { kind: string; text: string }[];
}

interface ZipMember {
  name: string;
  content: string | Uint8Array<ArrayBuffer>;
}

interface Archive {
  /** Made by the build from data/rules/word.yml. */
  wordParts: { parts: [string, string][]; before: string; after: string; styles: Record<string, string>; table: string; width: number };
  rows: {
    table(text: string): Tabled | null;
    widths(table: Tabled, room: number): number[];
    paired(document: HandoutDocument): { kind: string; text: string; run: string }[];
  };
  word: { parts(document: HandoutDocument): [string, string][] };
  plain: {
    text(document: HandoutDocument): string;
    markdown(document: HandoutDocument): string;
    names(reports: { id: string; title: string }[]): string[];
  };
  zip(members: ZipMember[], type: string): Promise<Blob>;
  handout: {
    one(document: HandoutDocument, format: HandoutFormat): Promise<string>;
    several(reports: { id: string; title: string }[], format: HandoutFormat, next: (at: number) => Promise<HandoutDocument>): Promise<string>;
  };
}
