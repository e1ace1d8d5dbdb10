/** What every page offers to the other scripts. */

interface Archive {
  site: { copy(text: string): Promise<boolean>; say(text: string): void };
}
