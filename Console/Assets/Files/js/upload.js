// Drag and drop, and the progress of an upload. Without scripts the form works as it is.
import { open } from './page.js';

const formOf = event => event.target.closest?.('form[data-upload]');

for (const name of ['dragenter', 'dragover']) {
    document.addEventListener(name, event => {
        const form = formOf(event);
        if (!form) return;
        event.preventDefault();
        form.classList.add('over');
    });
}

document.addEventListener('dragleave', event => formOf(event)?.classList.remove('over'));

document.addEventListener('drop', event => {
    const form = formOf(event);
    if (!form) return;
    event.preventDefault();
    form.classList.remove('over');
    form.elements.file.files = event.dataTransfer.files;
    choose(form);
});

document.addEventListener('change', event => {
    if (event.target.type === 'file' && formOf(event)) choose(formOf(event));
});

document.addEventListener('submit', event => {
    const form = formOf(event);
    if (!form) return;
    event.preventDefault();
    send(form);
});

function choose(form) {
    const [file] = form.elements.file.files;
    form.querySelector('[data-chosen]').textContent = file ? `${file.name} (${Math.ceil(file.size / 1024).toLocaleString()} kB)` : '';
    report(form, '');
}

function report(form, problem) {
    const element = form.querySelector('[data-problem]');
    element.textContent = problem;
    element.hidden = problem === '';
}

function send(form) {
    const progress = form.querySelector('progress');
    const button = form.querySelector('button');
    const request = new XMLHttpRequest();
    const end = problem => {
        progress.hidden = true;
        button.disabled = false;
        report(form, problem);
    };
    request.upload.addEventListener('progress', event => {
        if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    request.addEventListener('load', () => {
        const answer = request.response ?? {};
        if (request.status === 200 && answer.page) open(answer.page);
        else end(answer.problem ?? `The upload failed with status ${request.status}. Try again.`);
    });
    request.addEventListener('error', () => end('The connection was interrupted. Send the file again: nothing is counted twice.'));
    progress.hidden = false;
    button.disabled = true;
    report(form, '');
    request.responseType = 'json';
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'application/json');
    request.send(new FormData(form));
}
