import { LitElement } from 'lit';

/** An element that asks the server to change something, with a form in a dialog of its own. */
export class AskingElement extends LitElement {
  static properties = { problem: { state: true }, busy: { state: true } };

  /** Asks, and leaves in `problem` why it failed, or nothing. @param call returns a promise */
  async ask(call) {
    this.problem = '';
    this.busy = true;
    try {
      await call();
    } catch (error) {
      this.problem = error.message;
    } finally {
      this.busy = false;
    }
  }

  /** Shows the dialog, once it is rendered. */
  showDialog() {
    this.problem = '';
    this.updateComplete.then(() => this.renderRoot.querySelector('dialog').showModal());
  }

  /** Closes the dialog, if it is there. */
  closeDialog() {
    this.renderRoot.querySelector('dialog')?.close();
  }
}
