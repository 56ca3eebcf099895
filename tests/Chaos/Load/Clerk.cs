namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// The back office: records sales and revises them, and repeats each step until it is acknowledged. It has a separate store and separate
/// products, because an annulment reduces figures, and sessions check that the figures of other stores never decrease.
/// </summary>
internal sealed class Clerk(string name, SaleMaker maker, Sender sender, Reviser reviser, TimeSpan pause)
{
    private const int Courses = 6;
    private const string Store = "back office";

    public async Task RunAsync(CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested; n++)
        {
            Sale sale = OwnStore.Of(maker.Make(name, n), Store, customer: null);
            if (!await RecordAsync(sale, stop)) return;
            RevisedSale revised = reviser.Begin(sale);
            if (await FollowAsync(n % Courses, n, revised, stop)) revised.Complete();
            await Rest.ForAsync(pause, stop);
        }
    }

    /// <summary>Runs one course of events; false when it was stopped before the end.</summary>
    private Task<bool> FollowAsync(int course, int n, RevisedSale revised, CancellationToken stop) => course switch
    {
        0 => VoidAsync(revised, onOwnDay: false, stop),
        1 => VoidAsync(revised, onOwnDay: true, stop),
        2 => CorrectAsync(revised, n, stop),
        3 => AllAsync(() => CorrectAsync(revised, n, stop), () => VoidAsync(revised, onOwnDay: n % 2 == 0, stop)),
        4 => AllAsync(() => ReturnAsync(revised, stop), () => VoidAsync(revised, onOwnDay: n % 4 == 0, stop)),
        _ => AllAsync(
            () => VoidAsync(revised, onOwnDay: n % 2 == 0, stop),
            () => CorrectAsync(revised, n, stop),
            () => CorrectAsync(revised, n + 1, stop)),
    };

    private static async Task<bool> AllAsync(params Func<Task<bool>>[] steps)
    {
        foreach (Func<Task<bool>> step in steps)
            if (!await step()) return false;
        return true;
    }

    private Task<bool> VoidAsync(RevisedSale revised, bool onOwnDay, CancellationToken stop) =>
        Rest.UntilAsync(() => reviser.VoidAsync(revised, onOwnDay), stop);

    private Task<bool> CorrectAsync(RevisedSale revised, int n, CancellationToken stop)
    {
        Sale other = OwnStore.Of(maker.Make($"{name} corrected", n), Store, customer: null);
        return Rest.UntilAsync(() => reviser.CorrectAsync(revised, other with { TransactionId = revised.Id }), stop);
    }

    /// <summary>Records a linked return of a part of the sale.</summary>
    private async Task<bool> ReturnAsync(RevisedSale revised, CancellationToken stop)
    {
        SaleLine[] some = [.. revised.Current.Lines.Where(line => line.Quantity > 0).Take(2)];
        if (some.Length == 0) return true;
        Sale back = revised.Current with
        {
            TransactionId = $"{revised.Id}-back",
            Kind = "return",
            OccurredAt = revised.Current.OccurredAt.AddDays(1),
            OriginalTransactionId = revised.Id,
            Lines = [.. some.Select(line => line with { Quantity = -((line.Quantity + 1) / 2) })],
        };
        if (!await RecordAsync(back, stop)) return false;
        revised.Returned(back);
        return true;
    }

    private Task<bool> RecordAsync(Sale sale, CancellationToken stop) =>
        Rest.UntilAsync(async () => await sender.SendAsync(sale) is not null, stop);
}
