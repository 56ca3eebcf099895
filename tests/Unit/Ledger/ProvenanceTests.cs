using RetailGrains.Ledger;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class ProvenanceTests
{
    private static readonly Guid Send = new("0190a4a5-0000-7000-8000-000000000001");

    /// <summary>A sender that retries counts its own entries as recorded, and all others as duplicates.</summary>
    [Theory]
    [InlineData("api", true, "api", true, true)]
    [InlineData("api", true, "api", false, false)]
    [InlineData("api", false, "api", true, false)]
    [InlineData("api", false, "api", false, false)]
    [InlineData(null, false, null, false, false)]
    [InlineData("stream:sales/0", false, "stream:sales/0", false, false)]
    [InlineData("import:7", false, "import:7", false, true)]
    [InlineData("import:7", false, "import:8", false, false)]
    [InlineData("undo:7", false, "undo:7", false, false)]
    public void A_send_is_recognized_by_its_id_and_an_import_by_its_source(
        string? source, bool hasId, string? recordedSource, bool hasSameId, bool isOwn)
    {
        var sent = new Provenance(source, "ann", hasId ? Send : null);
        Assert.Equal(isOwn, sent.IsSendOf(new Provenance(recordedSource, "bob", hasSameId ? Send : null)));
        Assert.False(sent.IsSendOf(null));
        Assert.False((sent with { Source = "api" }).IsSendOf(new Provenance("api", "ann", Guid.NewGuid())));
    }
}
