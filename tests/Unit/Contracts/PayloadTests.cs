using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Serialization;
using Orleans.Storage;
using RetailGrains.Access;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Membership;
using RetailGrains.Operations;

namespace RetailGrains.Tests.Unit.Contracts;

/// <summary>
/// A rolling upgrade has processes of the version before beside those of this one. What a version once wrote is kept in Golden: this one must
/// read it as the same, and write the same, byte by byte. A new member is a new payload beside the old ones, which are never changed.
/// </summary>
public sealed class PayloadTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly Serializer Serializer = Services.GetRequiredService<Serializer>();
    private static readonly Dictionary<string, string> Golden = ReadGolden();

    public static TheoryData<string> Names => [.. Payloads.All.Select(payload => payload.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_an_earlier_version_wrote_is_read_as_the_same(string name)
    {
        object payload = Of(name);
        object? read = Serializer.Deserialize<object>(Convert.FromHexString(Kept(name)));
        Assert.IsType(payload.GetType(), read);
        Assert.Equal(Text(payload), Text(read));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_earlier_version_gets_what_it_would_have_written_itself(string name)
    {
        string written = Convert.ToHexString(Serializer.SerializeToArray(Of(name)));
        Assert.True(Kept(name) == written, $"What is kept is not what is written now:\n{name}\t{written}");
    }

    [Fact]
    public void Every_type_that_travels_is_among_them()
    {
        IEnumerable<Type> travelling = new[] { typeof(ILedgerPartitionGrain).Assembly, typeof(LedgerPlacement).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);
        Assert.Equal(travelling.Select(type => type.Name).Order(), Payloads.All.Select(payload => payload.GetType().Name).Order());
    }

    [Theory]
    [InlineData(typeof(ImportDocument))]
    [InlineData(typeof(RebuildDocument))]
    [InlineData(typeof(SubjectDocument))]
    [InlineData(typeof(SubjectDirectoryDocument))]
    public void Documents_in_grain_storage_are_read_and_written_as_ever(Type type)
    {
        using IHost host = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering()).Build();
        var storage = host.Services.GetRequiredService<IGrainStorageSerializer>();
        object document = Of(type.Name);
        string kept = Kept($"stored {type.Name}");
        string written = storage.Serialize(document).ToString();
        Assert.True(kept == written, $"What is kept is not what is written now:\nstored {type.Name}\t{written}");
        Assert.Equal(Text(document), Text(storage.Deserialize<object>(BinaryData.FromString(kept))!));
    }

    private static object Of(string name) => Payloads.All.Single(payload => payload.GetType().Name == name);

    private static string Kept(string name) => Golden.TryGetValue(name, out string? kept) ? kept : string.Empty;

    /// <summary>Records hold arrays, which are not equal by what is in them: their text is.</summary>
    private static string Text(object payload) =>
        payload is Exception e ? e.Message : JsonSerializer.Serialize(payload, payload.GetType());

    private static Dictionary<string, string> ReadGolden()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Contracts", "Golden", "payloads.txt");
        return File.ReadLines(file)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .ToDictionary(kept => kept[0], kept => kept[1]);
    }
}
