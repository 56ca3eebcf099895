using CsCheck;
using RetailGrains.Ledger;
using RetailGrains.Text;

namespace RetailGrains.Tests.Unit.Text;

public sealed class ShortTextTests
{
    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("ab\U0001F9FE", 3, "ab")]
    [InlineData("ab\U0001F9FE", 4, "ab\U0001F9FE")]
    [InlineData("", 3, "")]
    public void A_text_is_cut_between_characters(string text, int max, string expected) => Assert.Equal(expected, ShortText.Of(text, max));

    [Fact]
    public void Whatever_the_text_its_beginning_can_be_stored() =>
        Gen.Select(Gen.Char.AlphaNumeric, Gen.Int[0, 40], Gen.Int[1, 80]).Sample((letter, letters, max) =>
        {
            string text = new string(letter, letters) + string.Concat(Enumerable.Repeat("\U0001F9FE", 40));
            string cut = ShortText.Of(text, max);
            Assert.Null(TransactionRules.Text(cut));
            Assert.InRange(cut.Length, Math.Min(text.Length, max - 1), max);
        });
}
