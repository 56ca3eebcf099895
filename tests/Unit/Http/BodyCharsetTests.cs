using RetailGrains.Api.Requests;

namespace RetailGrains.Tests.Unit.Http;

public sealed class BodyCharsetTests
{
    [Theory]
    [InlineData("application/json; charset=utf-16", "utf-16")]
    [InlineData("text/csv;charset=windows-1252", "windows-1252")]
    [InlineData("text/csv ; header=present ; CHARSET = \"ISO-8859-1\" ", "ISO-8859-1")]
    [InlineData("application/json; charset=utf-8; charset=utf-16le", "utf-16le")]
    [InlineData("application/json;;; charset=utf-7;", "utf-7")]
    [InlineData("application/json; charset='latin1'", "latin1")]
    [InlineData("application/json; charset=utf-8-bom", "utf-8-bom")]
    [InlineData("multipart/form-data; boundary=\"a b\"; charset=cp1252", "cp1252")]
    public void Another_charset_is_detected_in_any_form(string contentType, string charset) =>
        Assert.Equal(charset, BodyCharset.OtherThanUtf8(contentType));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("application/json;")]
    [InlineData("application/json; charset=")]
    [InlineData("application/json; charset=\"\"")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"UTF-8\"")]
    [InlineData("application/json;charset=utf8")]
    [InlineData("text/csv; charset=US-ASCII; header=present")]
    [InlineData("text/csv; notcharset=utf-16")]
    public void Every_name_of_utf8_is_accepted(string? contentType) => Assert.Null(BodyCharset.OtherThanUtf8(contentType));

    [Fact]
    public void A_long_name_is_truncated() => Assert.InRange(BodyCharset.Refusal(new string('x', 10_000)).Length, 1, 200);
}
