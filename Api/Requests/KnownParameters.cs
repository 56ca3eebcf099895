using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using RetailGrains.Api.Answers;
using RetailGrains.Api.Description;
using RetailGrains.Ledger;
using RetailGrains.Text;

namespace RetailGrains.Api.Requests;

/// <summary>
/// Refuses query parameters that the endpoint's <see cref="Operation"/> does not declare, and those given twice. If a misspelt filter were
/// ignored, the answer would contain the figures of everything.
/// </summary>
internal static class KnownParameters
{
    public static void UseKnownParameters(this WebApplication app) => app.Use((http, next) =>
        http.Request.QueryString.HasValue
        && http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { } operation
        && ProblemsOf(http.Request.Query, operation) is { Any: true } problems
            ? Problem.BadInput(problems).ExecuteAsync(http)
            : next(http));

    private static InputProblems ProblemsOf(IQueryCollection query, Operation operation)
    {
        InputProblems problems = new();
        foreach ((string name, StringValues values) in query)
        {
            if (!operation.HasQueryParameter(name)) problems.Add(Shown(name), SupportedParameters(operation));
            else if (values.Count > 1) problems.Add(name, "is given more than once");
        }

        return problems;
    }

    private static string SupportedParameters(Operation operation)
    {
        string known = string.Join(", ", operation.Parameters.Where(one => one.In == ParameterLocation.Query).Select(one => one.Name));
        return known.Length == 0
            ? "is not a parameter of this endpoint, which has none"
            : $"is not a parameter of this endpoint; its parameters are {known}";
    }

    /// <summary>The name as the caller wrote it, truncated for the answer.</summary>
    private static string Shown(string name) =>
        name.Length == 0 ? "?" : ShortText.Of(name, TransactionRules.MaxId);
}
