using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger.Revisions;

/// <summary>Generates random transactions with all fields. The same seed gives the same transactions.</summary>
internal sealed class SaleGen(Random random)
{
    private static readonly string[] Products = ["milk", "cheese", "Cheese", "bag"];
    private static readonly string[] Stores = ["north", "south"];
    private static readonly string[] Methods = ["card", "cash", "voucher"];

    public SaleTransaction Sale(string id)
    {
        SaleLine[] lines = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Line())];
        return With(new SaleTransaction(id, Pick(Stores), random.Next(3) == 0 ? null : "c", Time(), TransactionKind.Sale, lines), null);
    }

    /// <summary>A return of some lines of a sale, usually of no more than was sold.</summary>
    public SaleTransaction ReturnOf(string id, SaleTransaction sale)
    {
        SaleLine[] lines = [.. sale.Lines.Where(line => line.Quantity > 0 && random.Next(3) > 0).Select(Part)];
        if (lines.Length == 0) lines = [new SaleLine("milk", null, -1, 1m)];
        return With(
            new SaleTransaction(id, sale.StoreId, sale.CustomerId, Time(), TransactionKind.Return, lines) { Currency = sale.Currency },
            sale.TransactionId);
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private SaleLine Line()
    {
        decimal quantity = random.Next(5) == 0 ? random.Next(1, 20_000) / 10_000m : random.Next(-1, 6);
        decimal price = random.Next(0, 100_000) / 100m;
        decimal? discount = random.Next(4) == 0 ? random.Next(0, 100) / 100m : null;
        decimal list = (quantity * price) - ((discount ?? 0) * Math.Sign(quantity));
        decimal? amount = random.Next(4) == 0 && quantity != 0 ? decimal.Round(list, 2) : null;
        decimal? tax = random.Next(3) == 0 ? decimal.Round((amount ?? list) * 0.07m, 4) : null;
        return SaleLine.Of(Pick(Products), null, quantity, price, discount, amount, tax, tax is null ? null : 7m);
    }

    private SaleLine Part(SaleLine line)
    {
        decimal quantity = random.Next(2) == 0 ? line.Quantity : decimal.Round(line.Quantity / 2, 4, MidpointRounding.ToZero);
        if (quantity == line.Quantity) return line.Negated();
        decimal amount = decimal.Round(-line.Amount * quantity / line.Quantity, 4, MidpointRounding.ToZero);
        return SaleLine.Of(line.ProductId, null, -quantity, line.UnitPrice, null, amount, null, null);
    }

    private SaleTime Time() => new(new DateTime(2026, 2, random.Next(1, 4), random.Next(24), 0, 0), TimeSpan.Zero);

    private SaleTransaction With(SaleTransaction sale, string? original)
    {
        decimal total = decimal.Round(sale.Lines.Sum(line => line.Amount), 4);
        decimal first = decimal.Round(total / 3, 2);
        Payment[]? payments = random.Next(3) switch
        {
            0 => null,
            1 => [new Payment(Pick(Methods), total)],
            _ => [new Payment("card", first), new Payment("cash", total - first)],
        };
        return sale with
        {
            Currency = sale.Currency ?? (random.Next(3) == 0 ? "USD" : "EUR"),
            Details = new SaleDetails(Register: "1", OriginalTransactionId: original, Payments: payments).OrNull(),
        };
    }
}
