using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RetailGrains.Ledger.Settings;

/// <summary>The currency of the chain: the setting <c>RETAIL_CURRENCY</c>.</summary>
public sealed class CurrencyOptions
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "RETAIL_CURRENCY";

    /// <summary>
    /// The ISO 4217 code of the currency of sales that give none, of stores that have none, and of sales that earlier versions recorded.
    /// Default
    /// none.
    /// </summary>
    public string? Code { get; set; }
}

/// <summary>Registers <see cref="CurrencyOptions"/>.</summary>
public static class CurrencyServices
{
    /// <summary>Reads the setting, and stops the start when it is no currency.</summary>
    public static void AddCurrencyOptions(this IServiceCollection services) => services.AddOptions<CurrencyOptions>()
        .Configure<IConfiguration>((options, settings) =>
            options.Code = settings[CurrencyOptions.Setting] is { Length: > 0 } code ? code : null)
        .Validate(
            options => options.Code is null || TransactionRules.Currency(options.Code) is null,
            $"{CurrencyOptions.Setting} {TransactionRules.CurrencyCode}.")
        .ValidateOnStart();
}
