using CsCheck;
using RetailGrains.Text;

namespace RetailGrains.Tests.Unit.Text;

public sealed class ComposedTextTests
{
    [Theory]
    [InlineData("Cafe\u0301", "Caf\u00e9")]
    [InlineData("A\u030a", "\u00c5")]
    [InlineData("\u212b", "\u00c5")] // the ångström sign equals the letter
    [InlineData("s\u0307\u0323", "\u1e69")] // in any order of the marks
    [InlineData("s\u0323\u0307", "\u1e69")]
    [InlineData("\u1100\u1161\u11a8", "\uac01")]
    [InlineData("\uac00\u11a8", "\uac01")]
    [InlineData("\u0915\u093c", "\u0915\u093c")] // excluded from composition
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("a\u0315\u0300\u05ae\u0301b", "\u00e0\u05ae\u0301\u0315b")]
    [InlineData("85123A", "85123A")]
    [InlineData("日本", "日本")]
    [InlineData("🛒", "🛒")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")]
    public void Canonically_equivalent_texts_have_one_form(string text, string composed) => Assert.Equal(composed, ComposedText.Of(text));

    [Fact]
    public void Composing_again_changes_nothing() =>
        Gen.Char['\u0020', '\ud7ff'].Array[0, 12].Select(characters => new string(characters)).Sample(
            text => ComposedText.Of(ComposedText.Of(text)) == ComposedText.Of(text));

    [Fact]
    public void Half_a_surrogate_pair_is_left_for_the_rules_to_refuse() => Assert.Equal("e\u0301\ud83d", ComposedText.Of("e\u0301\ud83d"));
}
