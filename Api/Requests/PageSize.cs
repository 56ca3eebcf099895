using System.Text.Json.Serialization.Metadata;
using RetailGrains.Api.Json;

namespace RetailGrains.Api.Requests;

/// <summary>Limits the size of a list's page in bytes, because <c>limit</c> counts items and an item may be large.</summary>
internal static class PageSize
{
    /// <summary>The maximum size of a page's items in bytes of JSON; a single item may exceed it.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The leading items that fit into one page; at least one, if there are any.</summary>
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
