using Microsoft.Extensions.Options;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Requests;
using RetailGrains.Figures;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Ledger.Projections;
using RetailGrains.Ledger.Settings;

namespace RetailGrains.Api.Figures;

/// <summary>Figures in the requested currency, or the reason why there are none.</summary>
internal readonly record struct ShownFigures<T>(T Figures, Problem? Problem);

/// <summary>Shows figures in the currency that a request specifies.</summary>
internal sealed class FigureCurrencies(IOptions<CurrencyOptions> chain, IExchangeRateStore rates, Retry retry)
{
    /// <summary>Shows all figures.</summary>
    public CurrencyView Everything => new(chain.Value.Code, Only: null);

    /// <summary>Returns the filter for lists in one currency; null for all.</summary>
    public CurrencyFilter? FilterOf(string? only) => only is null ? null : new CurrencyFilter(only, WithUnknown: only == chain.Value.Code);

    /// <summary>Returns the codes that distinguish amounts of several currencies.</summary>
    public string?[] NamesOf(IEnumerable<string?> currencies) => [.. currencies.Select(code => code ?? chain.Value.Code).Distinct()];

    /// <summary>Shows the figures of days.</summary>
    public async Task<ShownFigures<DayTotals[]>> ShowAsync(DayTotals[] days, CurrencyQuery asked, CancellationToken cancel)
    {
        CurrencyView view = Everything with { Only = asked.Only };
        if (asked.In is not { } target || days.Length == 0) return new ShownFigures<DayTotals[]>(days, null);
        DayTotals[] shown = Array.ConvertAll(days, day => new DayTotals(day.Day, view.Of(day.Totals)));
        IEnumerable<Totals> parts = shown.SelectMany(day => day.Totals.ByCurrency());
        string[] codes = [target, .. parts.Select(part => part.Currency).OfType<string>().Distinct()];
        IReadOnlyList<DayRates> known = await retry.QueryAsync(() => rates.ReadAsync(shown[^1].Day, codes, cancel), cancel);
        var conversion = new CurrencyConversion(target, known);
        for (int i = 0; i < shown.Length; i++)
        {
            if (conversion.Convert(shown[i], out string? missing) is not { } converted)
                return new ShownFigures<DayTotals[]>([], new Problem(StatusCodes.Status409Conflict, missing!));
            shown[i] = converted;
        }

        return new ShownFigures<DayTotals[]>(shown, null);
    }

    /// <summary>Returns how the sums of <see cref="ShowAsync(DayTotals[], CurrencyQuery, CancellationToken)"/> are shown.</summary>
    public CurrencyView ViewOf(CurrencyQuery asked) =>
        asked.In is null ? Everything with { Only = asked.Only } : new CurrencyView(asked.In, Only: null);

    /// <summary>Shows totals; where they have to be converted, from their days.</summary>
    public async Task<ShownFigures<Totals>> ShowAsync(
        Totals totals, Func<ValueTask<DayTotals[]>> daysOf, CurrencyQuery asked, CancellationToken cancel)
    {
        CurrencyView view = ViewOf(asked);
        if (asked.In is null) return new ShownFigures<Totals>(view.Of(totals), null);
        ShownFigures<DayTotals[]> days = await ShowAsync(await retry.ReadAsync(daysOf, cancel), asked, cancel);
        return new ShownFigures<Totals>(view.Of(Totals.OfParts(days.Figures.Select(day => day.Totals))), days.Problem);
    }
}
