using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class SendWindowsTests
{
    [Fact]
    public void Every_window_fits_into_a_message_and_is_as_large_as_possible_and_in_order()
    {
        SaleTransaction[] sales = [.. Enumerable.Range(0, 60).Select(n => Sale(n, bytes: n % 7 == 3 ? 1_100_000 : 1_000 + (n * 17_000)))];
        var results = new AppendResult[sales.Length];
        IReadOnlyList<int>[] windows = [.. SendWindows.Of([.. Enumerable.Range(0, sales.Length)], sales, results)];
        Assert.All(windows, window => Assert.InRange(window.Sum(i => TransactionSize.Of(sales[i])), 1, TransactionSize.MaxWindowBytes));
        int[] sent = [.. windows.SelectMany(window => window)];
        Assert.Equal(Enumerable.Range(0, sales.Length).Where(n => TransactionSize.Of(sales[n]) <= TransactionSize.MaxBytes), sent);
        Assert.All(Enumerable.Range(0, sales.Length).Except(sent), i => Assert.Equal(AppendStatus.Invalid, results[i].Status));
        Assert.InRange(windows.Length, 4, 6);
    }

    private static SaleTransaction Sale(int number, int bytes)
    {
        var line = new SaleLine("P", new string('x', 967), 1, 1); // 1,000 bytes
        return new SaleTransaction(
            $"{number}", "S", null, default, TransactionKind.Sale, [.. Enumerable.Repeat(line, bytes / 1_000)]);
    }
}
