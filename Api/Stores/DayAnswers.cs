using RetailGrains.Api.Figures;

namespace RetailGrains.Api.Stores;

/// <summary>The closing of a store's day.</summary>
/// <param name="StoreId">The store.</param>
/// <param name="Date">The day, in the store's time zone.</param>
/// <param name="TimeZone">IANA name, by the catalogue; null is UTC.</param>
/// <param name="Complete">False while the day is not over, or while the store's figures do not include everything recorded of it.</param>
/// <param name="Totals">The figures of the day.</param>
/// <param name="ByPaymentMethod">By method and currency. The method is null for what transactions without payments had to cover.</param>
/// <param name="PaymentDifferences">Payments less what they had to cover, by currency; only where they differ.</param>
/// <param name="ByTaxRate">By tax rate and currency; the rate is null for lines without one.</param>
/// <param name="ByRegister">The register is null for transactions without one.</param>
/// <param name="ByCashier">The cashier is null for transactions without one.</param>
/// <param name="ByHour">Hours with transactions.</param>
internal sealed record DayAnswer(
    string StoreId,
    DateOnly Date,
    string? TimeZone,
    bool Complete,
    TotalsAnswer Totals,
    IReadOnlyList<PaymentMethodAnswer> ByPaymentMethod,
    IReadOnlyList<PaymentDifferenceAnswer> PaymentDifferences,
    IReadOnlyList<TaxRateAnswer> ByTaxRate,
    IReadOnlyList<RegisterAnswer> ByRegister,
    IReadOnlyList<CashierAnswer> ByCashier,
    IReadOnlyList<HourAnswer> ByHour);

/// <summary>What was paid by one method.</summary>
/// <param name="Method">As the sender names it; null for what transactions without payments had to cover.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="Amount">Sum of the payments.</param>
/// <param name="Payments">Number of payments.</param>
internal sealed record PaymentMethodAnswer(string? Method, string? Currency, decimal Amount, long Payments);

/// <summary>What was paid too much, or too little when below zero.</summary>
internal sealed record PaymentDifferenceAnswer(string? Currency, decimal Amount);

/// <summary>What was sold at one tax rate.</summary>
/// <param name="TaxRate">Percent.</param>
/// <param name="Currency">Of the amounts.</param>
/// <param name="NetRevenue">Sum of the lines' amounts.</param>
/// <param name="Tax">Sum of their taxes.</param>
/// <param name="NetRevenueExTax">Net revenue without the taxes that amounts include.</param>
/// <param name="Lines">Number of lines.</param>
internal sealed record TaxRateAnswer(
    decimal? TaxRate, string? Currency, decimal NetRevenue, decimal Tax, decimal NetRevenueExTax, long Lines);

/// <summary>The figures of a register.</summary>
internal sealed record RegisterAnswer(string? Register, TotalsAnswer Totals);

/// <summary>The figures of a cashier.</summary>
internal sealed record CashierAnswer(string? Cashier, TotalsAnswer Totals);

/// <summary>The figures of an hour.</summary>
/// <param name="Hour">0 to 23, in the store's time zone.</param>
/// <param name="Totals">Its figures.</param>
internal sealed record HourAnswer(int Hour, TotalsAnswer Totals);
