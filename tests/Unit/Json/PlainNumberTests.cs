using System.Globalization;
using System.Text;
using CsCheck;
using RetailGrains.Json;

namespace RetailGrains.Tests.Unit.Json;

public sealed class PlainNumberTests
{
    private static readonly Gen<string> Numbers = Gen.Select(Gen.Bool, Gen.Long[0, 99_999_999_999_999_999], Gen.Int[0, 6])
        .Select((negative, digits, decimals) => new decimal((int)digits, (int)(digits >> 32), 0, negative && digits != 0, (byte)decimals)
            .ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void A_plain_number_equals_what_another_parser_reads_including_its_decimals()
    {
        Numbers.Sample(text =>
        {
            bool parsed = PlainNumber.TryParse(Encoding.UTF8.GetBytes(text), out decimal value);
            decimal expected = decimal.Parse(text, CultureInfo.InvariantCulture);
            bool isPlain = text.Length <= 18 && expected.Scale <= 4;
            return parsed == isPlain && (!parsed || (value == expected && value.Scale == expected.Scale));
        });
    }

    [Theory]
    [InlineData("1e3")]
    [InlineData("1E-2")]
    [InlineData("0.00001")]
    [InlineData("1.00000")]
    [InlineData("1234567890123456789")]
    public void Other_numbers_are_left_to_the_general_parser(string text) =>
        Assert.False(PlainNumber.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Zero_has_no_sign()
    {
        Assert.True(PlainNumber.TryParse("-0.00"u8, out decimal zero));
        Assert.False(decimal.IsNegative(zero));
    }
}
