using Microsoft.OpenApi;
using RetailGrains.Api.Description;
using RetailGrains.Api.Requests;
using RetailGrains.Ledger;

namespace RetailGrains.Api.Figures;

/// <summary>The currency in which figures are requested.</summary>
/// <param name="Only">Only the part in this currency; null for all.</param>
/// <param name="In">Converted into this currency; null for no conversion.</param>
internal sealed record CurrencyQuery(string? Only, string? In)
{
    private const string OnlyName = "currency", InName = "in";

    /// <summary>The parameter for one currency.</summary>
    public static OpenApiParameter OnlyParameter =>
        Parameter.Text(OnlyName, "Only the part of the figures in this currency, an ISO 4217 code.");

    /// <summary>The parameters that <see cref="Read"/> reads.</summary>
    public static OpenApiParameter[] Parameters =>
    [
        OnlyParameter,
        Parameter.Text(
            InName, "Each day's figures converted into this currency, at the exchange rates of the day or of the latest day before it."),
    ];

    /// <summary>Reads the query; problems are added to it.</summary>
    public static CurrencyQuery Read(QueryReader query) => new(ReadOnly(query), Code(query, InName));

    /// <summary>Reads the parameter for one currency.</summary>
    public static string? ReadOnly(QueryReader query) => Code(query, OnlyName);

    private static string? Code(QueryReader query, string name)
    {
        string? code = query.Text(name);
        if (code is not null && TransactionRules.Currency(code) is { } problem) query.Problems.Add(name, problem);
        return code;
    }
}
