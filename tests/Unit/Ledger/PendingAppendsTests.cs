using RetailGrains.Ledger;

namespace RetailGrains.Unit.Ledger;

public sealed class PendingAppendsTests
{
    [Fact]
    public async Task Who_sends_nothing_is_answered_nothing_and_does_not_wait() =>
        Assert.Empty(await new PendingBatch([], urgent: false).Done.WaitAsync(TimeSpan.FromSeconds(10)));
}
