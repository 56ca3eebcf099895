using System.Text.Json.Serialization.Metadata;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Http;

/// <summary>Bounds a page of a list in bytes: <c>limit</c> counts items, and an item may be large.</summary>
internal static class PageSize
{
    /// <summary>The items of a page have at most so many bytes of JSON, unless it is one item.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The items that one page has room for, from the first; at least one, if there is any.</summary>
    public static T[] Fit<T>(T[] items, JsonTypeInfo<T> type, long maxBytes = MaxBytes)
    {
        long bytes = 0;
        for (int i = 0; i < items.Length; i++)
        {
            bytes += JsonBuffer.Write(items[i], type).Length + 1; // and its comma
            if (bytes > maxBytes) return items[..Math.Max(1, i)];
        }

        return items;
    }
}
