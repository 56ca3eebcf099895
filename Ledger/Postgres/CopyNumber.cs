namespace RetailGrains.Ledger.Postgres;

/// <summary>
/// A decimal as PostgreSQL's binary <c>numeric</c>: digits to the base of 10,000, the most significant first, without zeros at either end.
/// Pure.
/// </summary>
internal readonly ref struct CopyNumber
{
    /// <summary>Groups of a decimal: 29 digits, and up to three that align them with the decimal point.</summary>
    public const int MaxGroups = 8;

    private const int DigitsOfGroup = 4;
    private const uint Base = 10_000;
    private const short Negative = 0x4000;

    private CopyNumber(ReadOnlySpan<short> groups, int weight, bool isNegative, int scale)
    {
        Groups = groups;
        (Weight, Sign, Scale) = ((short)weight, isNegative ? Negative : (short)0, (short)scale);
    }

    /// <summary>The digits.</summary>
    public ReadOnlySpan<short> Groups { get; }

    /// <summary>The power of 10,000 of the first group.</summary>
    public short Weight { get; }

    public short Sign { get; }

    /// <summary>Decimals that are shown.</summary>
    public short Scale { get; }

    /// <param name="value">The number.</param>
    /// <param name="room">Room for <see cref="MaxGroups"/> groups.</param>
    public static CopyNumber Of(decimal value, Span<short> room)
    {
        int padding = (DigitsOfGroup - (value.Scale % DigitsOfGroup)) % DigitsOfGroup;
        int decimals = (value.Scale + padding) / DigitsOfGroup;
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var high = (uint)parts[2];
        ulong low = ((ulong)(uint)parts[1] << 32) | (uint)parts[0];
        int first = high == 0 && low <= ulong.MaxValue / 1_000
            ? Split(low * PowerOfTen(padding), room)
            : Split(new UInt128(high, low) * PowerOfTen(padding), room);
        int end = room.Length;
        int weight = end - first - decimals - 1;
        while (end > first && room[end - 1] == 0) end--;
        return first == end
            ? new CopyNumber([], 0, isNegative: false, value.Scale)
            : new CopyNumber(room[first..end], weight, decimal.IsNegative(value), value.Scale);
    }

    /// <summary>Writes the groups at the end of the room; returns the place of the first.</summary>
    private static int Split(ulong number, Span<short> room)
    {
        int at = room.Length;
        for (; number > 0; number /= Base) room[--at] = (short)(number % Base);
        return at;
    }

    private static int Split(UInt128 number, Span<short> room)
    {
        int at = room.Length;
        for (; number > 0; number /= Base) room[--at] = (short)(uint)(number % Base);
        return at;
    }

    private static uint PowerOfTen(int power) => power switch { 0 => 1, 1 => 10, 2 => 100, _ => 1_000 };
}
