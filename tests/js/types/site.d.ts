/** What every page offers to the scripts that come after it. */

interface Archive {
  site: {
    /** Whether the browser took the text. */
    copy(text: string): Promise<boolean>;
    /** Say something for a moment. */
    say(text: string): void;
  };
}
