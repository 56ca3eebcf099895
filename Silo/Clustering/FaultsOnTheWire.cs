using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace RetailGrains.Silo.Clustering;

/// <summary>
/// The database's faults reach whoever called the grain that met them, as what they are: with their SQL state, by which the API tells what
/// passes from what does not. Orleans itself carries only the exceptions of .NET; in place of any other the caller would get its complaint
/// that it can't, which says nothing.
/// </summary>
internal static class FaultsOnTheWire
{
    private const string DatabaseClient = "Npgsql";

    public static IServiceCollection AddFaultsOnTheWire(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedNamespacePrefixes.Add(DatabaseClient));
}

/// <summary>What is sent of an error that PostgreSQL answered: its own way of being written down leaves the state out.</summary>
[GenerateSerializer, Immutable, Alias("retail.PostgresFault")]
internal readonly record struct PostgresFault(
    [property: Id(0)] string Text, [property: Id(1)] string Severity, [property: Id(2)] string SqlState, [property: Id(3)] string? Detail);

/// <summary>Makes <see cref="PostgresFault"/>s of PostgreSQL's errors, and back.</summary>
[RegisterConverter]
internal sealed class PostgresFaultConverter : IConverter<PostgresException, PostgresFault>
{
    public PostgresException ConvertFromSurrogate(in PostgresFault surrogate) =>
        new(surrogate.Text, surrogate.Severity, surrogate.Severity, surrogate.SqlState, surrogate.Detail);

    public PostgresFault ConvertToSurrogate(in PostgresException value) =>
        new(value.MessageText, value.InvariantSeverity, value.SqlState, value.Detail);
}
