using System.Text;
using RetailGrains.Text;
using Xunit;

namespace RetailGrains.Tests.Unit.Text;

public sealed class Utf8CacheTests
{
    private readonly Utf8Cache _cache = new();

    [Theory]
    [InlineData("85123A")]
    [InlineData("")]
    [InlineData("Crème brûlée")]
    [InlineData("水")]
    public void A_text_is_read_unchanged_however_often(string text)
    {
        for (int i = 0; i < 3; i++) Assert.Equal(text, _cache.Get(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_repeated_text_is_one_string() => Assert.Same(_cache.Get("85123A"u8), _cache.Get("85123A"u8));

    [Fact]
    public void Texts_that_share_a_slot_do_not_share_a_string()
    {
        for (int i = 0; i < 100_000; i++)
        {
            string text = $"product {i}";
            Assert.Equal(text, _cache.Get(Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void Invalid_Unicode_is_not_a_text() => Assert.Null(_cache.Get([0x41, 0xFF]));

    [Fact]
    public void Long_texts_are_not_cached()
    {
        byte[] text = Encoding.UTF8.GetBytes(new string('x', 1_000));
        Assert.Equal(_cache.Get(text), _cache.Get(text));
        Assert.NotSame(_cache.Get(text), _cache.Get(text));
    }
}
