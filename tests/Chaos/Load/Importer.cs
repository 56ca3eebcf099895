using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// Imports small files, some receipts of which are already recorded, revises a few receipts, and undoes most of the imports. It has a
/// separate store and separate products, because an annulment reduces figures.
/// </summary>
internal sealed class Importer(
    string name,
    SaleMaker maker,
    Sender sender,
    Reviser reviser,
    ApiClient api,
    SentBook book,
    Traffic traffic,
    Violations violations,
    TimeSpan pause)
{
    private const int KeptEvery = 4;
    private const int RevisedEvery = 2;
    private const int MaxReceipts = 150;
    private const string Store = "archive";

    private readonly ConcurrentQueue<ImportedFile> _files = new();
    private int _made;
    private int _undone;

    public IReadOnlyCollection<ImportedFile> Files => _files;

    /// <summary>Imports that were reported as undone.</summary>
    public int Undone => Volatile.Read(ref _undone);

    public async Task RunAsync(CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested; n++)
        {
            if (await MakeAsync(n, stop) is not { } file) return;
            _files.Enqueue(file);
            if (await UploadAsync(file))
            {
                if (!await WhenEndedAsync(file, "import", status => status, stop)) return;
                if (n % RevisedEvery == 0 && !await ReviseAsync(n, file, stop)) return;
                if (n % KeptEvery != 0 && !await UndoAsync(file, stop)) return;
            }

            await Rest.ForAsync(pause, stop);
        }
    }

    /// <summary>Null when it was stopped.</summary>
    private async Task<ImportedFile?> MakeAsync(int n, CancellationToken stop)
    {
        Sale[] recorded = [Make(), Make(), Make()];
        foreach (Sale sale in recorded)
            if (!await Rest.UntilAsync(async () => await sender.SendAsync(sale) is not null, stop)) return null;
        Sale[] receipts = [.. Enumerable.Range(0, 5 + (n * 37 % MaxReceipts)).Select(_ => Make())];
        foreach (Sale sale in receipts) book.Send(sale);
        SaleLine[] lines = recorded[2].Lines;
        Sale altered = recorded[2] with { Lines = [lines[0] with { Quantity = lines[0].Quantity + 1000 }, .. lines[1..]] };
        return new ImportedFile(
            string.Create(CultureInfo.InvariantCulture, $"{name}-{n}.csv"), receipts, known: recorded[..2], altered: [altered]);
    }

    private Sale Make()
    {
        Sale sale = maker.Make(name, _made++);
        return OwnStore.Of(sale, Store, sale.CustomerId);
    }

    private async Task<bool> UploadAsync(ImportedFile file)
    {
        Reply reply = await api.PostCsvAsync($"/imports?name={file.Name}", file.ToCsv());
        if (!traffic.Sort($"POST of {file.Name}", reply, 202)) return false;
        file.ImportId = reply.Json.GetProperty("importId").GetString();
        return true;
    }

    /// <summary>Voids the first receipt and corrects the second.</summary>
    private async Task<bool> ReviseAsync(int n, ImportedFile file, CancellationToken stop)
    {
        RevisedSale voided = reviser.Begin(file.Receipts[0]), corrected = reviser.Begin(file.Receipts[1]);
        file.Revise(voided.Id);
        file.Revise(corrected.Id);
        Sale other = OwnStore.Of(maker.Make($"{name} corrected", n), Store, corrected.Current.CustomerId);
        if (!await Rest.UntilAsync(() => reviser.VoidAsync(voided, onOwnDay: n % 4 == 0), stop)) return false;
        voided.Complete();
        if (!await Rest.UntilAsync(() => reviser.CorrectAsync(corrected, other with { TransactionId = corrected.Id }), stop)) return false;
        corrected.Complete();
        return true;
    }

    private async Task<bool> UndoAsync(ImportedFile file, CancellationToken stop)
    {
        file.IsUndoSent = true;
        if (!await Rest.UntilAsync(
            async () => traffic.Sort($"undo of {file.Name}", await api.PostAsync($"/imports/{file.ImportId}/undo"), 200, 202), stop))
            return false;
        file.IsUndoAccepted = true;
        if (!await WhenEndedAsync(file, "undo", status => status.GetProperty("undo"), stop)) return false;
        Interlocked.Increment(ref _undone);
        return true;
    }

    /// <summary>Waits until the import or its undo ends. Both continue automatically after any fault.</summary>
    private async Task<bool> WhenEndedAsync(
        ImportedFile file, string what, Func<JsonElement, JsonElement> part, CancellationToken stop)
    {
        string? state = null;
        bool ended = await Rest.UntilAsync(
            async () =>
            {
                Reply reply = await api.GetAsync($"/imports/{file.ImportId}");
                if (!traffic.Sort($"GET of {file.Name}", reply, 200)) return false;
                JsonElement ofWhat = part(reply.Json);
                state = ofWhat.ValueKind == JsonValueKind.Object ? ofWhat.GetProperty("state").GetString() : "lost";
                return state != "running";
            },
            stop);
        if (ended && state != "completed") violations.Add($"The {what} of {file.Name} ({file.ImportId}) is {state}");
        return ended;
    }
}
