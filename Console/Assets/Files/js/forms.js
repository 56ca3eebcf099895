// Forms that act on a choice, ask before they act, or take long.
import { onChange } from './page.js';

document.addEventListener('change', event => {
    const form = event.target.closest('form[data-range]');
    if (form && event.target.tagName === 'SELECT') {
        const isCustom = form.elements.range.value === 'custom';
        if (event.target.name === 'range' && isCustom) form.elements.from.focus();
        else form.requestSubmit();
    } else if (form) {
        form.elements.range.value = 'custom';
    }
    if (event.target.matches('form[data-submit] select')) event.target.form.requestSubmit();
    if (event.target.matches('[data-theme-select]')) globalThis.retailTheme.choose(event.target.value);
});

document.addEventListener('click', event => {
    if (event.target.closest?.('[data-print]')) print();
});

// Only what differs from a preset belongs into the URL.
document.addEventListener('formdata', event => {
    const form = event.target;
    if (form.matches('[data-range]') && form.elements.range.value !== 'custom') {
        event.formData.delete('from');
        event.formData.delete('to');
    }
});

let confirmed;

document.addEventListener('submit', event => {
    const { confirm: question, busy } = event.target.dataset;
    if (question && event.target !== confirmed) {
        event.preventDefault();
        event.stopImmediatePropagation();
        ask(event.target, event.submitter, question);
        return;
    }
    if (busy !== undefined) {
        const button = event.target.querySelector('button');
        button.textContent = busy;
        button.ariaBusy = 'true';
    }
}, { capture: true });

// The question is a dialog of the page: Escape cancels it, and Cancel has the focus first. The browser reports a close later: when another
// question has been asked meanwhile, that report is not its answer.
function ask(form, submitter, question) {
    const dialog = document.getElementById('confirm');
    dialog.querySelector('#confirm-question').textContent = question;
    dialog.querySelector('[data-confirmed]').textContent = submitter?.textContent.trim() ?? 'Continue';
    dialog.returnValue = '';
    dialog.onclose = () => {
        if (dialog.open || dialog.returnValue !== 'yes') return;
        confirmed = form;
        form.requestSubmit(submitter);
        confirmed = undefined;
    };
    dialog.showModal();
}

onChange(() => {
    const select = document.querySelector('[data-theme-select]');
    if (select) select.value = document.documentElement.dataset.theme ?? 'auto';
});
