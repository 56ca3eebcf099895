namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// Sends sales one after another, some in batches, and retries each until it is acknowledged. Occasionally sends an earlier sale again,
/// with the same or other content.
/// </summary>
internal sealed class Till(string name, SaleMaker maker, Sender sender, TimeSpan pause)
{
    private const int BatchEvery = 7;
    private const int BatchSize = 12;
    private const int AppliedEvery = 10;
    private const int AgainEvery = 25;
    private const int AlteredEvery = 40;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken stop)
    {
        int made = 0;
        for (int turn = 1; !stop.IsCancellationRequested; turn++)
        {
            if (turn % BatchEvery == 0)
            {
                List<Sale> batch = [.. Enumerable.Range(made, BatchSize).Select(n => maker.Make(name, n))];
                made += BatchSize;
                while ((batch = await sender.SendAsync(batch)).Count > 0 && await Rest.ForAsync(RetryPause, stop))
                {
                }
            }
            else
            {
                Sale sale = maker.Make(name, made++);
                while (await sender.SendAsync(sale, untilApplied: turn % AppliedEvery == 0) is null
                    && await Rest.ForAsync(RetryPause, stop))
                {
                }

                if (turn % AgainEvery == 0) await sender.SendAsync(maker.Make(name, made / 2));
                if (turn % AlteredEvery == 0 && !stop.IsCancellationRequested) await sender.SendAlteredAsync(sale);
            }

            await Rest.ForAsync(pause, stop);
        }
    }
}
