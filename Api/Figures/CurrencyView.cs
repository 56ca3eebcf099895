using RetailGrains.Figures;

namespace RetailGrains.Api.Figures;

/// <summary>Decides which amounts of figures are shown. Pure.</summary>
/// <param name="Chain">The currency of figures whose currency is not known; null when the chain has none.</param>
/// <param name="Only">The only currency to show; null for all.</param>
internal sealed record CurrencyView(string? Chain, string? Only)
{
    /// <summary>
    /// Returns the figures as they are shown: with the chain's currency for an unknown one, and without currencies of which everything is
    /// annulled.
    /// </summary>
    public Totals Of(in Totals totals)
    {
        if (totals.Parts is { } parts) return OfParts(totals, parts);
        if (Only is not null) return NameOf(totals) == Only ? totals with { Currency = Only } : default(Totals) with { Currency = Only };
        return totals.Currency is null && !totals.IsEmpty ? totals with { Currency = Chain } : totals;
    }

    private Totals OfParts(in Totals totals, Totals[] parts)
    {
        Totals named = Totals.OfParts(parts.Select(part => part with { Currency = NameOf(part) }));
        if (Only is { } only)
            return named.ByCurrency().FirstOrDefault(part => part.Currency == only) with { Currency = only };
        Totals[] shown = [.. named.ByCurrency().Where(part => !part.IsZero)];
        return shown.Length switch
        {
            0 => totals with { Parts = null },
            1 => shown[0] with { FirstAt = totals.FirstAt, LastAt = totals.LastAt },
            _ => named with { Parts = shown },
        };
    }

    private string? NameOf(in Totals part) => part.IsEmpty ? part.Currency : part.Currency ?? Chain;
}
