using System.Buffers.Text;
using System.Text;

namespace RetailGrains.Api.Answers;

/// <summary>
/// A place in a list as an opaque text: the kind of list, and the last item's place in it. The parts cannot contain the separator, since
/// neither ids nor numbers have control characters.
/// </summary>
internal static class Cursor
{
    private const char Separator = '\n';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Write(string list, params ReadOnlySpan<string> place) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, [list, .. place])));

    /// <summary>The parts of the place; false for a cursor that was not written for this list.</summary>
    public static bool TryRead(string text, string list, int parts, out string[] place)
    {
        place = [];
        if (!Base64Url.IsValid(text)) return false;
        try
        {
            string[] all = Strict.GetString(Base64Url.DecodeFromChars(text)).Split(Separator);
            if (all.Length != parts + 1 || all[0] != list) return false;
            place = all[1..];
            return true;
        }
        catch (Exception e) when (e is DecoderFallbackException or FormatException)
        {
            return false;
        }
    }
}
