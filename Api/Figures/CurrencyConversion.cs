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

    /// <summary>The sum of such amounts over all days is exact.</summary>
    private const decimal MaxAmount = 1_000_000_000_000_000_000m;

    /// <summary>Returns the figures in the target currency, or why there are none.</summary>
    /// <param name="day">The figures of a day.</param>
    /// <param name="missing">The missing or impossible rate, in words.</param>
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

            if (At(factor, part) is not { } converted)
            {
                missing = $"The exchange rate from {part.Currency} to {target} on {Text(day.Day)} makes amounts too large to be shown.";
                return null;
            }

            sum += converted;
        }

        return new DayTotals(day.Day, sum);
    }

    /// <summary>Returns null when an amount would be too large.</summary>
    private Totals? At((decimal From, decimal To) rates, in Totals part)
    {
        try
        {
            return part with
            {
                GrossSales = At(rates, part.GrossSales),
                Reductions = At(rates, part.Reductions),
                Discounts = At(rates, part.Discounts),
                Tax = At(rates, part.Tax),
                IncludedTax = At(rates, part.IncludedTax),
                Currency = target,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal At((decimal From, decimal To) rates, decimal amount)
    {
        decimal converted = decimal.Round(amount * rates.To / rates.From, Decimals, MidpointRounding.ToEven);
        return Math.Abs(converted) <= MaxAmount ? converted : throw new OverflowException();
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

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

    private string Missing(string? currency, DateOnly day) => currency is null
        ? $"Sales of {Text(day)} have no currency, so they cannot be converted into {target}; RETAIL_CURRENCY names it."
        : $"There is no exchange rate from {currency} to {target} on {Text(day)} or an earlier day.";
}
