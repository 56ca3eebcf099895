namespace RetailGrains.Ledger.Catalogue;

/// <summary>The exchange rates of a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Base">The currency whose unit the rates are for.</param>
/// <param name="Rates">By currency: what a unit of the base was worth.</param>
public sealed record DayRates(DateOnly Day, string Base, IReadOnlyDictionary<string, decimal> Rates)
{
    /// <summary>Returns what a unit of the base was worth in a currency; null when the day has no rate of it.</summary>
    public decimal? RateOf(string currency) => currency == Base ? 1 : Rates.TryGetValue(currency, out decimal rate) ? rate : null;
}

/// <summary>Exchange rates by day. People enter them, so a rebuild keeps them.</summary>
public interface IExchangeRateStore
{
    /// <summary>Replaces the rates of a day.</summary>
    Task PutAsync(DayRates rates, CancellationToken cancel);

    /// <summary>Returns the days up to one, ascending, that have rates, with the rates of some currencies.</summary>
    Task<IReadOnlyList<DayRates>> ReadAsync(DateOnly upTo, IReadOnlyCollection<string> currencies, CancellationToken cancel);
}
