using System.Globalization;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;

namespace RetailGrains.Api.Figures;

/// <summary>
/// Converts the figures of days into one currency, each at the rates of its day or of the latest day before that has them. Pure.
/// </summary>
/// <param name="target">The currency to convert into.</param>
/// <param name="days">The days with rates, ascending.</param>
internal sealed class CurrencyConversion(string target, IReadOnlyList<DayRates> days)
{
    /// <summary>A quotient has no end; the decimals of a product of a quantity and a price are enough.</summary>
    private const int Decimals = 8;

    /// <summary>Returns the figures in the target currency, or what is missing in words.</summary>
    /// <param name="day">The figures of a day.</param>
    /// <param name="missing">The missing rate.</param>
    public DayTotals? Convert(in DayTotals day, out string? missing)
    {
        missing = null;
        Totals sum = default;
        foreach (Totals part in day.Totals.ByCurrency())
        {
            if (part.Currency == target || part.IsZero)
            {
                sum += part with { Currency = target };
                continue;
            }

            if (FactorOf(part.Currency, day.Day) is not { } factor)
            {
                missing = Missing(part.Currency, day.Day);
                return null;
            }

            sum += part with
            {
                GrossSales = At(factor, part.GrossSales),
                Reductions = At(factor, part.Reductions),
                Discounts = At(factor, part.Discounts),
                Tax = At(factor, part.Tax),
                IncludedTax = At(factor, part.IncludedTax),
                Currency = target,
            };
        }

        return new DayTotals(day.Day, sum);
    }

    private static decimal At((decimal From, decimal To) rates, decimal amount) =>
        decimal.Round(amount * rates.To / rates.From, Decimals, MidpointRounding.ToEven);

    /// <summary>Returns what a unit of the base was worth in both currencies.</summary>
    private (decimal From, decimal To)? FactorOf(string? currency, DateOnly day)
    {
        if (currency is null) return null;
        for (int i = LastUpTo(day); i >= 0; i--)
        {
            if (days[i].RateOf(currency) is { } from && days[i].RateOf(target) is { } to) return (from, to);
        }

        return null;
    }

    private int LastUpTo(DateOnly day)
    {
        int low = 0, high = days.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (days[middle].Day <= day) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    private string Missing(string? currency, DateOnly day)
    {
        string on = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return currency is null
            ? $"Sales of {on} have no currency, so they cannot be converted into {target}; RETAIL_CURRENCY names it."
            : $"There is no exchange rate from {currency} to {target} on {on} or an earlier day.";
    }
}
