using System.Buffers;
using System.Text;
using System.Text.Json;
using RetailGrains.Api.Figures;
using RetailGrains.Customers;
using RetailGrains.Ledger;
using RetailGrains.Products;
using RetailGrains.Stores;

namespace RetailGrains.Tests.Unit.Figures;

public sealed class CatalogueReaderTests
{
    [Fact]
    public void A_store_is_read_and_omitted_fields_are_null()
    {
        (CatalogueEntry entry, InputProblems problems) = Read(
            """{"name":"High Street","timeZone":"Europe/London","currency":"GBP"}""", CatalogueFields.Store);
        Assert.False(problems.Any);
        Assert.Equal(new StoreDescription("High Street", "Europe/London", null, "GBP"), CatalogueReader.Store(entry));
    }

    [Fact]
    public void An_empty_text_is_one_that_is_left_out()
    {
        CatalogueEntry store = Good("""{"name":"","country":""}""", CatalogueFields.Store);
        Assert.Equal(new StoreDescription(null, null, null, null), CatalogueReader.Store(store));
        CatalogueEntry product = Good("""{"name":"","category":"","price":1}""", CatalogueFields.Product);
        Assert.Equal(new ProductDescription(null, null, 1), CatalogueReader.Product(product));
        CatalogueEntry customer = Good("""{"name":"","country":""}""", CatalogueFields.Customer);
        Assert.Equal(new CustomerDescription(null, null), CatalogueReader.Customer(customer));

        static CatalogueEntry Good(string json, CatalogueFields fields)
        {
            (CatalogueEntry entry, InputProblems problems) = Read(json, fields);
            Assert.False(problems.Any);
            return entry;
        }
    }

    [Theory]
    [InlineData("""{"timeZone":"GMT Standard Time"}""", "timeZone")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "timeZone")]
    [InlineData("""{"timeZone":"../../etc/passwd"}""", "timeZone")]
    [InlineData("""{"timeZone":""}""", "timeZone")]
    [InlineData("""{"currency":"gbp"}""", "currency")]
    [InlineData("""{"currency":"EURO"}""", "currency")]
    [InlineData("""{"price":1}""", "price")]
    [InlineData("""{"name":5,"country":[],"colour":"red"}""", "colour,country,name")]
    [InlineData("[]", "$")]
    public void Problems_are_reported_by_field(string json, string paths) => Assert.Equal(
        paths.Split(','), Read(json, CatalogueFields.Store).Problems.ToDictionary().Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("""{"price":1000000.01}""")]
    [InlineData("""{"price":0.00001}""")]
    [InlineData("""{"price":"1"}""")]
    public void Prices_have_the_bounds_of_unit_prices(string json) =>
        Assert.Equal(["price"], Read(json, CatalogueFields.Product).Problems.ToDictionary().Keys);

    private static (CatalogueEntry Entry, InputProblems Problems) Read(string json, CatalogueFields fields)
    {
        InputProblems problems = new();
        CatalogueEntry? entry = JsonText.Parse(
            new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)),
            (ref Utf8JsonReader reader) => CatalogueReader.Read(ref reader, fields, problems),
            problems);
        return (entry!.Value, problems);
    }
}
