using RetailGrains.Api.Answers;

namespace RetailGrains.Tests.Unit.Http;

public sealed class CursorTests
{
    [Theory]
    [InlineData("536365")]
    [InlineData("日本 100% a/b +=&")]
    [InlineData("")]
    public void A_cursor_is_read_as_it_was_written(string id)
    {
        string cursor = Cursor.Write("transactions", "634267455600000000", id);
        Assert.Matches("^[A-Za-z0-9_-]+$", cursor);
        Assert.True(Cursor.TryRead(cursor, "transactions", parts: 2, out string[] place));
        Assert.Equal(["634267455600000000", id], place);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("====")]
    [InlineData("_____w")]
    [InlineData("not a cursor")]
    public void Anything_else_is_refused(string text) => Assert.False(Cursor.TryRead(text, "transactions", parts: 2, out _));

    [Fact]
    public void A_cursor_belongs_to_its_list() =>
        Assert.False(Cursor.TryRead(Cursor.Write("imports", "1", "x"), "transactions", parts: 2, out _));
}
