using RetailGrains.Customers;
using RetailGrains.Figures;
using RetailGrains.Figures.Repair;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Erasure;
using RetailGrains.Ledger.Imports;
using RetailGrains.Ledger.Projections;
using RetailGrains.Operations;
using RetailGrains.Streams;

namespace RetailGrains.Erasure;

/// <summary>
/// The steps of an erasure. Each may be repeated, and none relies on an earlier run, so after a crash all of them run again.
/// </summary>
/// <param name="letters">The dead letters of the streams; none without Redis.</param>
internal sealed class ErasureSteps(
    IErasureStore store,
    ErasedCustomers customers,
    IImportStore imports,
    ICatalogueStore catalogue,
    IProjectionStore projections,
    EntityRepair repair,
    LedgerClient ledger,
    IGrainFactory grains,
    IEnumerable<DeadLetters> letters,
    TimeProvider time)
{
    private readonly CallRetry _calls = new(TimeSpan.FromMinutes(1), time);

    /// <summary>Returns false when the erasure must be tried again later.</summary>
    public async Task<bool> TryEraseAsync(PendingErasure erasure, CancellationToken cancel)
    {
        if (erasure.CustomerId is { } id)
        {
            // A file that is being uploaded or imported names the customer, and records the customer's sales until its end.
            if (await imports.HasUploadAsync(erasure.RequestedAt, cancel)) return false;
            if ((await imports.UnfinishedAsync(cancel)).Any(file => file.StartedAt <= erasure.RequestedAt)) return false;
            if (!await TryEraseAsync(customers.Of(id), cancel)) return false;
            if (!await store.TryForgetAsync(erasure.Pseudonym, cancel)) return false;
        }

        if (!await store.PurgeAsync(cancel)) return false;
        await store.FinishAsync(erasure.Pseudonym, TransactionRules.WholeMicroseconds(time.GetUtcNow().UtcDateTime), cancel);
        return true;
    }

    /// <summary>
    /// Until the entries are closed, the statement of an earlier activation, whose silo has left, may erase entries that the tail of the
    /// present one still holds under the id. Therefore the step is repeated on every partition afterwards, including those that have no
    /// entries of the customer.
    /// </summary>
    private async Task<bool> TryEraseAsync(ErasedCustomer customer, CancellationToken cancel)
    {
        await store.OpenEntriesAsync(customer.Pseudonym, cancel);
        if (!await TryEraseEntriesAsync(customer) || !await store.TryCloseEntriesAsync(customer.Pseudonym, cancel)) return false;
        if (!await TryEraseEntriesAsync(customer)) return false;
        // The rest includes the catalogue, after which the name is not known any more.
        var text = new PersonalText(customer, (await catalogue.CustomerAsync(customer.Id, cancel))?.Name);
        foreach (DeadLetters some in letters)
            if (await some.EraseAsync(text) > 0) await store.MarkFoundAsync(customer.Pseudonym, cancel);
        await store.EraseRestAsync(text, cancel);
        return await RewriteFiguresAsync(customer, cancel);
    }

    private async Task<bool> TryEraseEntriesAsync(ErasedCustomer customer)
    {
        bool[] erased = await Task.WhenAll(ledger.All.Select(partition => partition.EraseCustomerAsync(customer.Id)));
        return Array.TrueForAll(erased, one => one);
    }

    /// <summary>
    /// The pseudonym's rows, and those of the customer if sales were recorded since, are computed from the ledger. A rebuild that ran
    /// meanwhile has read some entries before their erasure and some after it, so the rows are then computed again.
    /// </summary>
    private async Task<bool> RewriteFiguresAsync(ErasedCustomer customer, CancellationToken cancel)
    {
        int generation = await projections.GenerationAsync(cancel);
        foreach (string id in new[] { customer.Pseudonym, customer.Id })
        {
            var entity = new EntityKey(EntityKind.Customer, id);
            await repair.RewriteAsync(generation, entity);
            await grains.GetGrain<ICustomerGrain>(id).ReloadAsync();
        }

        await store.DeleteFiguresAsync(customer.Id, cancel);
        // A grain's next activation starts after the previous one has ended, and with it any save that was in progress.
        ICustomerGrain grain = grains.GetGrain<ICustomerGrain>(customer.Id);
        CallResult<EntityFigures> figures = await _calls.CallAsync(() => grain.FiguresAsync(withDays: false, null, null).AsTask());
        if (figures.Failure is not null) return false;
        if (await store.HasFiguresAsync(customer.Id, cancel) && !await store.HasEntriesAsync(customer.Id, cancel)) return false;
        RebuildStatus rebuild = await grains.GetGrain<IRebuildGrain>(0).StatusAsync();
        return !rebuild.Running && await projections.GenerationAsync(cancel) == generation;
    }
}
