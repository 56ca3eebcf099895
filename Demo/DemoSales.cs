using System.Globalization;
using RetailGrains.Ledger;

namespace RetailGrains.Demo;

/// <summary>
/// Plausible sales of a made-up chain: popular and slow products, busy Saturdays and evenings, regulars and guests, promotions and returns,
/// in five currencies and with the taxes of nine countries.
/// The same seed and date give the same sales, and a smaller number is a prefix of a larger one, so a repeated demo sends what the ledger
/// already has.
/// </summary>
public sealed class DemoSales
{
    /// <summary>The number of days before the reference date that have sales.</summary>
    public const int Days = 90;

    private const int Customers = 3_000;
    private const int MaxLines = 15;
    private const int Remembered = 1_000;
    private const double GuestShare = 0.25;
    private const double ReturnShare = 0.04;
    private const double PromotionShare = 0.1;
    private const int Registers = 4;
    private const int Cashiers = 6;

    /// <summary>The relative sales per weekday, from Sunday to Saturday.</summary>
    private static readonly double[] WeekdayWeights = [0.7, 0.8, 0.8, 0.9, 1.0, 1.3, 1.7];

    /// <summary>The cumulative weights of the hours, from the opening at 9; the last sale is before 21.</summary>
    private static readonly double[] HoursUpTo = Chances.UpTo([0.4, 0.7, 1.0, 1.4, 1.3, 1.0, 1.0, 1.2, 1.5, 1.3, 0.8, 0.4]);

    private static readonly double[] StoresUpTo = Chances.UpTo(DemoCatalogue.Stores.Select(store => store.Share));
    private static readonly ZipfPicker Popularity = new(DemoCatalogue.Products.Count, 1.0);
    private static readonly ZipfPicker Regulars = new(Customers, 0.4);

    private readonly Random _random;
    private readonly DateTime _firstDay;
    private readonly double[] _daysUpTo;
    private readonly DemoProduct[] _byPopularity;
    private readonly List<SaleTransaction> _returnable = [];

    private DemoSales(int seed, DateOnly until)
    {
        _random = new Random(seed);
        _firstDay = until.AddDays(-Days).ToDateTime(TimeOnly.MinValue);
        // Sales grow by a fifth over the period.
        _daysUpTo = Chances.UpTo(Enumerable.Range(0, Days)
            .Select(day => WeekdayWeights[(int)_firstDay.AddDays(day).DayOfWeek] * (1 + (0.2 * day / Days))));
        _byPopularity = [.. DemoCatalogue.Products];
        _random.Shuffle(_byPopularity);
    }

    /// <summary>The sales, not ordered by time.</summary>
    /// <param name="seed">The seed of all random choices.</param>
    /// <param name="count">The number of sales.</param>
    /// <param name="until">The day after the last day; the first sale is on the last day, see <see cref="UntilOf"/>.</param>
    public static IEnumerable<SaleTransaction> Generate(int seed, int count, DateOnly until)
    {
        var sales = new DemoSales(seed, until);
        for (int number = 1; number <= count; number++) yield return sales.Next(number);
    }

    /// <summary>The id of a sale, by its number, which starts at 1.</summary>
    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"demo-{number:D7}");

    /// <summary>The reference date, from the business date of the first sale.</summary>
    public static DateOnly UntilOf(DateOnly firstSale) => firstSale.AddDays(1);

    private SaleTransaction Next(int number)
    {
        bool isReturn = number > 1 && _random.NextDouble() < ReturnShare && _returnable.Count > 0;
        return isReturn ? Return(number) : Sale(number);
    }

    private SaleTransaction Sale(int number)
    {
        DateTime day = _firstDay.AddDays(number == 1 ? Days - 1 : Chances.Pick(_daysUpTo, _random));
        int place = Chances.Pick(StoresUpTo, _random);
        DemoStore store = DemoCatalogue.Stores[place];
        var sale = new SaleTransaction(
            IdOf(number), store.Id, Customer(place), new SaleTime(TimeOn(day), null), TransactionKind.Sale, Lines(store.Taxes))
        {
            Currency = store.Description.Currency,
        };
        sale = sale with { Details = Till(!store.Taxes.Included) with { Payments = Payments(Due(sale.Lines, store.Taxes.Included)) } };
        Remember(sale);
        return sale;
    }

    /// <summary>A return of some or all lines of an earlier sale, in the same store, one to fourteen days later.</summary>
    private SaleTransaction Return(int number)
    {
        int place = _random.Next(_returnable.Count);
        SaleTransaction sale = _returnable[place];
        _returnable.RemoveAt(place);
        int daysLeft = (int)(_firstDay.AddDays(Days - 1) - sale.Time.Wall.Date).TotalDays;
        DateTime day = sale.Time.Wall.Date.AddDays(_random.Next(1, Math.Min(14, daysLeft) + 1));
        SaleLine[] back = [.. sale.Lines[.._random.Next(1, sale.Lines.Length + 1)].Select(line => line.Negated())];
        SaleDetails sold = sale.Details!;
        return sale with
        {
            TransactionId = IdOf(number),
            Time = new SaleTime(TimeOn(day), null),
            Kind = TransactionKind.Return,
            Lines = back,
            Details = Till(sold.TaxExcluded) with
            {
                Note = back.Length < sale.Lines.Length ? null : "Everything returned",
                OriginalTransactionId = sale.TransactionId,
                Payments = [new Payment(sold.Payments![0].Method, Due(back, !sold.TaxExcluded))],
            },
        };
    }

    /// <summary>Sales of the last day are not remembered, because a return would lie after the period.</summary>
    private void Remember(SaleTransaction sale)
    {
        if (sale.Time.Wall.Date == _firstDay.AddDays(Days - 1)) return;
        if (_returnable.Count < Remembered) _returnable.Add(sale);
        else _returnable[_random.Next(Remembered)] = sale;
    }

    private DateTime TimeOn(DateTime day) =>
        day.AddHours(9 + Chances.Pick(HoursUpTo, _random)).AddSeconds(_random.Next(3_600));

    /// <summary>Nine of ten regulars shop in their home store, which the customer's number determines.</summary>
    private string? Customer(int store)
    {
        if (_random.NextDouble() < GuestShare) return null;
        int stores = DemoCatalogue.Stores.Count;
        int customer = Regulars.Pick(_random);
        if (_random.NextDouble() < 0.9) customer = (customer / stores * stores) + store;
        return string.Create(CultureInfo.InvariantCulture, $"customer-{customer:D4}");
    }

    private SaleDetails Till(bool taxExcluded) => new(
        string.Create(CultureInfo.InvariantCulture, $"till-{_random.Next(1, Registers + 1)}"),
        string.Create(CultureInfo.InvariantCulture, $"cashier-{_random.Next(1, Cashiers + 1)}"),
        TaxExcluded: taxExcluded);

    private static decimal Due(SaleLine[] lines, bool taxIncluded) =>
        SaleSums.Amount(lines) + (taxIncluded ? 0 : lines.Sum(line => line.Tax ?? 0));

    /// <summary>Most customers pay by card, some in cash, and some use a gift voucher first.</summary>
    private Payment[] Payments(decimal due)
    {
        double dice = _random.NextDouble();
        if (dice < 0.62) return [new Payment("card", due)];
        if (dice < 0.9) return [new Payment("cash", due)];
        decimal voucher = Math.Min(due, 5 * _random.Next(1, 5));
        return voucher == due ? [new Payment("voucher", due)] : [new Payment("voucher", voucher), new Payment("card", due - voucher)];
    }

    private SaleLine[] Lines(DemoTaxes taxes)
    {
        int count = 1;
        while (count < MaxLines && _random.NextDouble() < 0.68) count++;
        decimal promotion = _random.NextDouble() < PromotionShare ? 0.05m * _random.Next(2, 6) : 0;
        var lines = new SaleLine[count];
        for (int i = 0; i < count; i++) lines[i] = Line(_byPopularity[Popularity.Pick(_random)], taxes, promotion);
        return lines;
    }

    private SaleLine Line(DemoProduct product, DemoTaxes taxes, decimal promotion)
    {
        decimal quantity = product.IsMeasured ? _random.Next(100, 2_501) / 1_000m : Quantity();
        decimal discount = decimal.Round(quantity * product.Price * promotion, 2);
        decimal amount = decimal.Round((quantity * product.Price) - discount, 2);
        decimal rate = taxes.RateOf(product);
        return SaleLine.Of(product.Id, product.Name, quantity, product.Price, discount, amount, taxes.Of(amount, rate), rate);
    }

    private int Quantity() => _random.NextDouble() < 0.75 ? 1 : _random.Next(2, 7);
}
