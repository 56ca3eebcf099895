using System.Globalization;
using System.Text.Json;
using Microsoft.OpenApi;
using RetailGrains.Access;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Audit;
using RetailGrains.Api.Description;
using RetailGrains.Api.Json;
using RetailGrains.Api.Limits;
using RetailGrains.Api.Requests;
using RetailGrains.Json;
using RetailGrains.Ledger;
using RetailGrains.Ledger.Catalogue;
using RetailGrains.Text;

namespace RetailGrains.Api.Figures;

/// <summary>The exchange rates of a day.</summary>
/// <param name="Date">The day.</param>
/// <param name="Base">The currency whose unit the rates are for.</param>
/// <param name="Rates">By currency: what a unit of the base was worth.</param>
internal sealed record ExchangeRatesAnswer(DateOnly Date, string Base, IReadOnlyDictionary<string, decimal> Rates);

/// <summary><c>PUT /admin/exchange-rates/{date}</c>: the rates at which a day's figures are converted.</summary>
internal static class ExchangeRates
{
    private const int MaxRates = 300;
    private const decimal MaxRate = 1_000_000_000_000m;
    private const string RateBounds = "must be a number above 0 and at most 1000000000000";

    private const int Base = 0;
    private const uint Required = 0b11;

    private static readonly string[] Names = ["base", "rates"];
    private static readonly byte[][] NamesUtf8 = StrictJson.Utf8(Names);

    private static ExchangeRatesAnswer Example =>
        new(new DateOnly(2026, 11, 1), "EUR", new Dictionary<string, decimal> { ["GBP"] = 0.86m, ["USD"] = 1.08m });

    public static void MapExchangeRates(this IEndpointRouteBuilder api) =>
        api.MapPut("/admin/exchange-rates/{date}", PutAsync).ForOperators().LimitBody().Describe(
            new Operation("putExchangeRates", Tags.Operations, "Write a day's exchange rates")
            {
                Description = "Replaces the rates of the day. They also stand in for later days until the next day that has them.",
            }
                .With(Parameter.DateInPath("date", "The day."))
                .Takes("application/json", RequestSchemas.ExchangeRatesOf, """{"base": "EUR", "rates": {"GBP": 0.86, "USD": 1.08}}""")
                .Answers(200, "The rates as written.", Example, ApiJson.Default.ExchangeRatesAnswer)
                .Refuses(400, 413, 415, 503));

    private static async Task<IResult> PutAsync(
        string date, HttpContext http, IExchangeRateStore store, Retry retry, AuditTrail auditTrail, CancellationToken cancel)
    {
        if (!JsonBody.IsJson(http.Request.ContentType))
            return new Problem(StatusCodes.Status415UnsupportedMediaType, "Exchange rates must be sent as application/json.");
        InputProblems problems = new();
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            problems.Add("date", "must be a date such as 2010-12-01");
        (string? Base, Dictionary<string, decimal>? Rates)? body = await JsonBody.ReadAsync(
            http, (ref Utf8JsonReader reader) => Read(ref reader, problems), problems, cancel);
        if (problems.Any || body is not { Base: { } of, Rates: { } values }) return Problem.BadInput(problems);
        var rates = new DayRates(day, of, values);
        return await auditTrail.RunAsync(
            http,
            "exchange-rates.put",
            date,
            $"{of}: {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}",
            async () =>
            {
                // The write replaces the whole day, so it may be retried.
                await retry.QueryAsync(
                    async () =>
                    {
                        await store.PutAsync(rates, cancel);
                        return true;
                    },
                    cancel);
                return JsonAnswer.Ok(new ExchangeRatesAnswer(day, of, values), ApiJson.Default.ExchangeRatesAnswer);
            });
    }

    private static (string? Base, Dictionary<string, decimal>? Rates) Read(ref Utf8JsonReader reader, InputProblems problems)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, "$", problems, "must be an object");
            return default;
        }

        uint seen = 0;
        string? of = null;
        Dictionary<string, decimal>? rates = null;
        while (StrictJson.NextField(ref reader, NamesUtf8, ref seen, JsonPath.Root, problems) is var field and >= 0)
        {
            if (field == Base) of = ReadCode(ref reader, problems);
            else rates = ReadRates(ref reader, problems);
        }

        StrictJson.Require(seen, Required, Names, JsonPath.Root, problems);
        if (of is not null && rates?.ContainsKey(of) == true) problems.Add($"rates.{of}", "is the base, whose rate is 1");
        return (of, rates);
    }

    private static string? ReadCode(ref Utf8JsonReader reader, InputProblems problems)
    {
        string? code = StrictJson.Text(ref reader, JsonPath.Root, Names[Base], problems, optional: false);
        if (code is not null) StrictJson.Note(TransactionRules.Currency(code), JsonPath.Root, Names[Base], problems);
        return code;
    }

    private static Dictionary<string, decimal> ReadRates(ref Utf8JsonReader reader, InputProblems problems)
    {
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            StrictJson.Refuse(ref reader, JsonPath.Root, "rates", problems, "must be an object of currencies and their rates");
            return rates;
        }

        int count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string code = CodeOf(ref reader);
            string path = $"rates.{code}";
            reader.Read();
            if (TransactionRules.Currency(code) is { } unknown) problems.Add(path, unknown);
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out decimal rate) || rate is <= 0 or > MaxRate)
                problems.Add(path, RateBounds);
            else if (!rates.TryAdd(code, rate))
                problems.Add(path, "is given twice");
            reader.Skip();
            count++;
        }

        if (count is 0 or > MaxRates) problems.Add("rates", "must hold 1 to 300 rates");
        return rates;
    }

    /// <summary>Truncated to a length that is safe in an answer.</summary>
    private static string CodeOf(ref Utf8JsonReader reader)
    {
        try
        {
            return ShortText.Of(reader.GetString()!, TransactionRules.MaxId);
        }
        catch (InvalidOperationException)
        {
            return "?"; // not Unicode
        }
    }
}
