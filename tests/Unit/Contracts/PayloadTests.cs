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
/// During a rolling upgrade, processes of the previous version run beside those of this one. The golden file contains the payloads that
/// each version has written. This version must read the same values from them, and write the same bytes. When a type gets a new member, add
/// its new form as <c>Name@2</c>, <c>Name@3</c> and so on; existing lines never change. All forms are read, and the last one is written.
/// </summary>
public sealed class PayloadTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private static readonly Serializer Serializer = Services.GetRequiredService<Serializer>();
    private static readonly Dictionary<string, string> Golden = ReadGolden();

    public static TheoryData<string> Names => [.. Payloads.All.Select(payload => payload.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_that_an_earlier_version_wrote_are_read_unchanged(string name)
    {
        object payload = Of(name);
        foreach (string kept in Versions(name))
        {
            object? read = Serializer.Deserialize<object>(Convert.FromHexString(kept));
            Assert.IsType(payload.GetType(), read);
            Assert.Equal(Text(payload), Text(read));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_earlier_version_receives_what_it_would_have_written_itself(string name)
    {
        string written = Convert.ToHexString(Serializer.SerializeToArray(Of(name)));
        Assert.True(Versions(name).LastOrDefault() == written, $"What is kept is not what is written now:\n{name}\t{written}");
    }

    [Theory]
    [InlineData("earlier ImportStatus")]
    [InlineData("earlier ImportDocument")]
    public void Payloads_from_before_a_member_was_added_are_read_without_it(string name)
    {
        object payload = Payloads.Earlier[name];
        object? read = Serializer.Deserialize<object>(Convert.FromHexString(Kept(name)));
        Assert.Equal(Text(payload), Text(read!));
    }

    [Fact]
    public void A_stored_import_from_before_its_rows_were_counted_is_read_without_them()
    {
        using IHost host = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering()).Build();
        var storage = host.Services.GetRequiredService<IGrainStorageSerializer>();
        object read = storage.Deserialize<object>(BinaryData.FromString(Kept("earlier stored ImportDocument")))!;
        Assert.Equal(Text(Payloads.Earlier["earlier ImportDocument"]), Text(read));
    }

    [Fact]
    public void The_golden_payloads_cover_every_type_that_is_sent()
    {
        IEnumerable<Type> travelling = new[] { typeof(ILedgerPartitionGrain).Assembly, typeof(LedgerPlacement).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);
        Assert.Equal(travelling.Select(type => type.Name).Order(), Payloads.All.Select(payload => payload.GetType().Name).Order());
    }

    [Theory]
    [InlineData(typeof(ImportDocument))]
    [InlineData(typeof(RebuildDocument))]
    [InlineData(typeof(ReconciliationDocument))]
    [InlineData(typeof(SubjectDocument))]
    [InlineData(typeof(SubjectDirectoryDocument))]
    public void Documents_in_grain_storage_are_read_and_written_unchanged(Type type)
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

    /// <summary>The forms that versions have written, oldest first.</summary>
    private static IEnumerable<string> Versions(string name) =>
        Enumerable.Range(1, Golden.Count).Select(version => Kept(version == 1 ? name : $"{name}@{version}")).TakeWhile(
            kept => kept.Length > 0);

    private static string Kept(string name) => Golden.TryGetValue(name, out string? kept) ? kept : string.Empty;

    /// <summary>The tests compare payloads as JSON, because arrays in records do not compare by content.</summary>
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
