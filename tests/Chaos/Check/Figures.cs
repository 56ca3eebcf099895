using System.Globalization;
using System.Text.Json;
using Npgsql;
using RetailGrains.Tests.Chaos.Load;

namespace RetailGrains.Tests.Chaos.Check;

/// <summary>Totals: computed here from the ledger, or served by the product.</summary>
internal readonly record struct Figures(
    decimal Net, decimal Gross, decimal Reductions, long Units, long Lines, long Transactions, long Returns, DateTime? First,
    DateTime? Last)
{
    /// <summary>Reads an object with the fields of totals.</summary>
    public static Figures Of(JsonElement totals) => new(
        totals.GetProperty("netRevenue").GetDecimal(),
        totals.GetProperty("grossSales").GetDecimal(),
        totals.GetProperty("reductions").GetDecimal(),
        totals.GetProperty("units").GetInt64(),
        totals.GetProperty("lines").GetInt64(),
        totals.GetProperty("transactions").GetInt64(),
        totals.GetProperty("returns").GetInt64(),
        Time(totals.GetProperty("firstAt")),
        Time(totals.GetProperty("lastAt")));

    /// <summary>Reads a row whose columns, starting at <paramref name="first"/>, are the fields in order.</summary>
    public static Figures Of(NpgsqlDataReader row, int first) => new(
        row.GetDecimal(first),
        row.GetDecimal(first + 1),
        row.GetDecimal(first + 2),
        row.GetInt64(first + 3),
        row.GetInt64(first + 4),
        row.GetInt64(first + 5),
        row.GetInt64(first + 6),
        row.IsDBNull(first + 7) ? null : row.GetDateTime(first + 7),
        row.IsDBNull(first + 8) ? null : row.GetDateTime(first + 8));

    /// <summary>All amounts and counts are zero, whatever the times. The API omits such a day.</summary>
    public bool IsNothing => this with { First = null, Last = null } == default;

    /// <summary>Returns the figures with one more transaction, of which only these lines count.</summary>
    public Figures With(Sale sale, IEnumerable<SaleLine> lines) => With(new LedgerRow(0, 0, default, sale), lines);

    /// <summary>Returns the figures with one more entry of the ledger, of which only these lines count.</summary>
    public Figures With(LedgerRow row, IEnumerable<SaleLine> lines)
    {
        Sale sale = row.Sale;
        Figures sum = this with
        {
            Transactions = Transactions + row.CountSign,
            Returns = Returns + (sale.Kind == "return" ? row.CountSign : 0),
            First = First < sale.OccurredAt ? First : sale.OccurredAt,
            Last = Last > sale.OccurredAt ? Last : sale.OccurredAt,
        };
        foreach (SaleLine line in lines)
        {
            decimal amount = line.Quantity * line.UnitPrice;
            sum = sum with
            {
                Net = sum.Net + (row.Sign * amount),
                Gross = sum.Gross + (row.Sign * Math.Max(amount, 0)),
                Reductions = sum.Reductions + (row.Sign * Math.Min(amount, 0)),
                Units = sum.Units + (row.Sign * line.Quantity),
                Lines = sum.Lines + row.CountSign,
            };
        }

        return sum;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"net {Net} gross {Gross} reductions {Reductions} units {Units} lines {Lines} ")
        + string.Create(CultureInfo.InvariantCulture, $"transactions {Transactions} returns {Returns} {First:O} to {Last:O}");

    private static DateTime? Time(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? null : value.GetDateTime().ToUniversalTime();
}
