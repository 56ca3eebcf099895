using System.Text;
using System.Text.Json;

namespace RetailGrains.Tests.EndToEnd.Description;

/// <summary>Text that is declared or sent in another charset than UTF-8 is never recorded with wrong characters.</summary>
[Collection(DescribedApiCollection.Name)]
public sealed class CharsetTests(DescribedApi api)
{
    private const string Csv = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
        + "charset-1,P1,Café,1,2024-05-01 10:00,2.5,,charset store\n";

    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    [InlineData("\"Windows-1252\"")]
    [InlineData("no-such")]
    public async Task Every_operation_refuses_a_body_that_is_declared_in_another_charset_and_names_the_header(string charset)
    {
        int tried = 0;
        foreach (DescribedOperation operation in api.Description.Operations.Where(operation => operation.Bodies is not null))
        {
            foreach ((string type, _) in operation.Bodies!.Where(body => body.Key != Form))
            {
                var call = new Call(operation.Method, operation.Path.Replace("{id}", "x", StringComparison.Ordinal)
                    .Replace("{name}", "nobody", StringComparison.Ordinal).Replace("{date}", "2024-05-01", StringComparison.Ordinal));
                string sent = type.StartsWith("multipart", StringComparison.Ordinal) ? $"{type}; boundary=b" : type;
                Exchange refused = await api.ExpectAsync(operation.Id, 415, call.WithBody($"{sent}; charset={charset}", "{}"));
                Assert.Contains($"Content-Type declares the charset '{charset.Trim('"')}'", refused.Text, StringComparison.Ordinal);
                tried++;
            }
        }

        Assert.True(tried > 15, $"Only {tried} bodies are described.");
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("UTF8")]
    [InlineData("us-ascii")]
    public async Task All_names_of_utf8_are_accepted(string charset)
    {
        string sale = new Sale("charset-json", "charset store", null, "2024-05-01T10:00:00Z", new Line("p", 1, 1m, "Café")).ToJson();
        Exchange recorded = await Exchange.SendAsync(
            api.Http,
            api.Address,
            new Call(HttpMethod.Post, "/api/v1/transactions").WithBody($"application/json; charset={charset}", sale));
        Assert.InRange(recorded.Status, 200, 201);
        await api.ExpectAsync("postImport", 202, Import($"text/csv; charset={charset}", Encoding.UTF8.GetBytes(Csv)));
        await api.ExpectAsync("postImport", 202, FormOf($"Content-Type: text/csv; charset={charset}\r\n"));
    }

    [Fact]
    public async Task A_forms_file_is_refused_in_another_charset_or_encoding()
    {
        Exchange refused = await api.ExpectAsync("postImport", 415, FormOf("Content-Type: text/csv; charset=windows-1252\r\n"));
        Assert.Contains("the charset 'windows-1252'", refused.Text, StringComparison.Ordinal);
        refused = await api.ExpectAsync("postImport", 400, FormOf("Content-Transfer-Encoding: base64\r\n"));
        string? form = refused.Json.GetProperty("errors").GetProperty("form")[0].GetString();
        Assert.Contains("Content-Transfer-Encoding: base64", form, StringComparison.Ordinal);
        await api.ExpectAsync("postImport", 202, FormOf("Content-Transfer-Encoding: binary\r\n"));
    }

    [Theory]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", true)]
    public async Task Wide_characters_that_are_not_declared_are_recognized(string charset, bool hasMark)
    {
        Encoding encoding = Encoding.GetEncoding(charset);
        byte[] mark = hasMark ? encoding.GetPreamble() : [];
        byte[] sale = [.. mark, .. encoding.GetBytes(Sale.Number("wide", 1).ToJson())];
        byte[] csv = [.. mark, .. encoding.GetBytes(Csv)];
        var batch = new Call(HttpMethod.Post, "/api/v1/transactions/batch");
        foreach ((string operation, Call call) in new[]
        {
            ("postTransaction", new Call(HttpMethod.Post, "/api/v1/transactions") with { MediaType = "application/json", Body = sale }),
            ("postTransactions", batch with { MediaType = "application/json", Body = sale }),
            ("postImport", Import("text/csv", csv)),
        })
        {
            Exchange refused = await api.ExpectAsync(operation, 400, call);
            JsonProperty error = Assert.Single(refused.Json.GetProperty("errors").EnumerateObject());
            Assert.Contains("UTF-16", error.Value[0].GetString(), StringComparison.Ordinal);
        }

        Exchange line =
            await Exchange.SendAsync(api.Http, api.Address, batch with { MediaType = "application/x-ndjson", Body = sale });
        Assert.Contains("is UTF-16 or UTF-32 text", line.Text, StringComparison.Ordinal);
    }

    private static Call Import(string type, byte[] file) =>
        new Call(HttpMethod.Post, "/api/v1/imports?name=charset.csv") with { MediaType = type, Body = file };

    private static Call FormOf(string headers) => Import(
        "multipart/form-data; boundary=b",
        Encoding.UTF8.GetBytes(
            $"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"c.csv\"\r\n{headers}\r\n{Csv}\r\n--b--\r\n"));
}
