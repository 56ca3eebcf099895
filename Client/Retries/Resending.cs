namespace RetailGrains.Client.Retries;

/// <summary>Which requests can be resent.</summary>
internal static class Resending
{
    /// <summary>A body in memory can be read again; a stream cannot.</summary>
    public static bool IsPossible(HttpRequestMessage request) => request.Content is null or ByteArrayContent;
}
