using CsCheck;
using RetailGrains.Ledger.Postgres;

namespace RetailGrains.Tests.Unit.Ledger;

public sealed class CopyNumberTests
{
    /// <summary>Numbers with any mantissa and any number of decimals. Many are short, as prices are.</summary>
    private static readonly Gen<decimal> Numbers = Gen.OneOf(
        Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Bool, Gen.Byte[0, 28])
            .Select((low, middle, high, negative, scale) => new decimal(low, middle, high, negative, scale)),
        Gen.Select(Gen.Int[0, 2_000_000], Gen.Bool, Gen.Byte[0, 8])
            .Select((low, negative, scale) => new decimal(low, 0, 0, negative, scale)));

    [Fact]
    public void A_number_is_encoded_by_its_digits_weight_sign_and_scale()
    {
        Numbers.Sample(number =>
        {
            CopyNumber copied = CopyNumber.Of(number, stackalloc short[CopyNumber.MaxGroups]);
            return Value(copied) == number && copied.Scale == number.Scale;
        });
    }

    [Fact]
    public void No_group_at_either_end_is_zero()
    {
        Numbers.Sample(number =>
        {
            ReadOnlySpan<short> groups = CopyNumber.Of(number, stackalloc short[CopyNumber.MaxGroups]).Groups;
            return number == 0 ? groups.IsEmpty : groups[0] != 0 && groups[^1] != 0;
        });
    }

    [Theory]
    [InlineData("0", 0, 0, new short[0])]
    [InlineData("-0.00", 0, 0, new short[0])]
    [InlineData("1", 0, 0, new short[] { 1 })]
    [InlineData("-12345.67", 1, 0x4000, new short[] { 1, 2345, 6700 })]
    [InlineData("0.0001", -1, 0, new short[] { 1 })]
    [InlineData("0.00005", -2, 0, new short[] { 5000 })]
    [InlineData("1000000000000", 3, 0, new short[] { 1 })]
    [InlineData("79228162514264337593543950335", 7, 0, new short[] { 7, 9228, 1625, 1426, 4337, 5935, 4395, 335 })]
    public void Known_numbers_have_the_expected_encoding(string number, short weight, short sign, short[] groups)
    {
        CopyNumber copied = CopyNumber.Of(
            decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture), stackalloc short[CopyNumber.MaxGroups]);
        Assert.Equal((weight, sign), (copied.Weight, copied.Sign));
        Assert.Equal(groups, copied.Groups.ToArray());
    }

    private static decimal Value(CopyNumber number)
    {
        decimal sum = 0;
        for (int i = 0; i < number.Groups.Length; i++) sum += number.Groups[i] * PowerOfBase(number.Weight - i);
        return number.Sign == 0 ? sum : -sum;
    }

    private static decimal PowerOfBase(int power)
    {
        decimal value = 1;
        for (int i = 0; i < Math.Abs(power); i++) value = power > 0 ? value * 10_000 : value / 10_000;
        return value;
    }
}
