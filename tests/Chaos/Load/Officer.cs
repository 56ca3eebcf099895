using System.Collections.Concurrent;
using System.Text.Json;
using RetailGrains.Tests.Chaos.Check;

namespace RetailGrains.Tests.Chaos.Load;

/// <summary>
/// A data protection officer: erases customers who buy before, during and after the erasure. They buy in any store, because an erasure
/// changes no figures of stores and products. Only sales of a separate store are voided or corrected.
/// </summary>
internal sealed class Officer(
    string name, SaleMaker maker, Sender sender, Reviser reviser, ApiClient api, Traffic traffic, Violations violations, TimeSpan pause)
{
    private const int Courses = 4;
    private const int MaxSales = 8;
    private const string Store = "data office";

    private readonly ConcurrentQueue<Person> _people = new();
    private int _made;
    private int _erased;

    public IReadOnlyCollection<Person> People => _people;

    /// <summary>Erasures that were reported as complete.</summary>
    public int Erased => Volatile.Read(ref _erased);

    public async Task RunAsync(CancellationToken stop)
    {
        for (int n = 0; !stop.IsCancellationRequested; n++)
        {
            var person = new Person(name, n);
            _people.Enqueue(person);
            Sale revised = OwnStore.Of(Make(person), Store, person.Id);
            if (!await BuyAsync(person, revised, stop) || !await BuySomeAsync(person, 1 + (n % MaxSales), stop)) return;
            if (await DescribeAsync(person) && !await FollowAsync(n % Courses, n, person, revised, stop)) return;
            await Rest.ForAsync(pause, stop);
        }
    }

    /// <summary>Runs one course of events; false when it was stopped before the end.</summary>
    private async Task<bool> FollowAsync(int course, int n, Person person, Sale revised, CancellationToken stop)
    {
        switch (course)
        {
            case 0: // the customer buys during the erasure, so a second erasure follows
                Task<bool> buying = BuySomeAsync(person, MaxSales, stop);
                bool erased = await EraseAsync(person, stop);
                return await buying && erased && await EraseAsync(person, stop);
            case 1: // an erased sale is revised, and then a new customer has the same id
                if (!await EraseAsync(person, stop)) return false;
                RevisedSale sale = reviser.Begin(revised);
                if (!await ReviseAsync(sale, n, person, stop)) return false;
                sale.Complete();
                return await BuySomeAsync(person, 2, stop);
            case 2: // the erasure is acknowledged once, and its state is never queried
                return await Rest.UntilAsync(async () => await AskAsync(person) is not null, stop);
            default:
                Task<bool> meanwhile = BuySomeAsync(person, MaxSales, stop);
                bool done = await EraseAsync(person, stop);
                return await meanwhile && done && await BuySomeAsync(person, 2, stop);
        }
    }

    private Task<bool> ReviseAsync(RevisedSale sale, int n, Person person, CancellationToken stop) => n % 3 == 0
        ? Rest.UntilAsync(() => reviser.VoidAsync(sale, onOwnDay: n % 2 == 0), stop)
        : Rest.UntilAsync(
            () => reviser.CorrectAsync(
                sale, OwnStore.Of(maker.Make($"{name} corrected", n), Store, person.Id) with { TransactionId = sale.Id }),
            stop);

    private async Task<bool> BuySomeAsync(Person person, int count, CancellationToken stop)
    {
        for (int i = 0; i < count; i++)
            if (!await BuyAsync(person, Make(person), stop)) return false;
        return true;
    }

    /// <summary>Interlocked, because two tasks may make sales of one person at the same time.</summary>
    private Sale Make(Person person) => maker.Make(name, Interlocked.Increment(ref _made), person.Id);

    private async Task<bool> BuyAsync(Person person, Sale sale, CancellationToken stop)
    {
        person.Buy(sale.TransactionId);
        if (!await Rest.UntilAsync(async () => await sender.SendAsync(sale) is not null, stop)) return false;
        person.Acknowledge(sale.TransactionId);
        return true;
    }

    /// <summary>
    /// Sends the description once. If it is not answered, it may still arrive after an erasure, so the person is not erased.
    /// </summary>
    private async Task<bool> DescribeAsync(Person person) => traffic.Sort(
        $"PUT of {person.Id}", await api.PutAsync(PathOf(person), $$"""{"name": "{{person.Name}}"}"""), 200, 204);

    /// <summary>Repeats the request until the erasure is complete.</summary>
    private Task<bool> EraseAsync(Person person, CancellationToken stop) =>
        Rest.UntilAsync(async () => await AskAsync(person) == "completed", stop);

    /// <summary>Requests an erasure and returns its state; null when the request must be retried.</summary>
    private async Task<string?> AskAsync(Person person)
    {
        person.BeginErasure();
        Reply reply = await api.DeleteAsync(PathOf(person));
        if (!traffic.Sort($"DELETE of {person.Id}", reply, 200, 202))
        {
            person.Doubt();
            return null;
        }

        JsonElement answer = reply.Json;
        string state = answer.GetProperty("state").GetString()!;
        if ((state == "completed") != (reply.Status == 200))
            violations.Add($"{person.Id} was answered with {reply.Status} and {reply.Text}");
        if (!person.Accept(answer.GetProperty("pseudonym").GetString()!, state == "completed"))
            violations.Add($"{person.Id} had the pseudonym {person.Pseudonym}, and now {reply.Text}");
        if (state == "completed") Interlocked.Increment(ref _erased);
        return state;
    }

    private static string PathOf(Person person) => $"/customers/{Uri.EscapeDataString(person.Id)}";
}
