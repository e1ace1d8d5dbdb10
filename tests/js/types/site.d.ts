/** What every page offers to the other scripts. */

interface Archive {
  site: { cited(path: string): string; copy(text: string): Promise<boolean>; save(name: string, file: Blob): void; say(text: string): void; remember(name: string, value: string): void; meant(event: KeyboardEvent): boolean; page(id: string): string };
  /** The words of a block of the report on this page, and how the report is cited. */
  paragraphs: { words(block: Element): string; citation(): string };
}
