using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RetailGrains.Api.Answers;

namespace RetailGrains.Tests.Unit.Http;

/// <summary>A temporary failure is retried and finally becomes a 503; a defect becomes a 500.</summary>
public sealed class ExceptionResponsesTests
{
    [Fact]
    public void Work_that_a_leaving_silo_cancelled_may_be_retried() =>
        Assert.True(ExceptionResponses.IsTransient(new OperationCanceledException("The operation was canceled.")));

    [Fact]
    public void A_bug_is_not_transient() =>
        Assert.False(ExceptionResponses.IsTransient(new InvalidOperationException()));

    [Fact]
    public async Task A_caller_whose_connection_was_reset_is_not_answered_and_leaves_nothing_in_the_log()
    {
        var log = new FakeLogger<ExceptionResponses>();
        var http = new DefaultHttpContext();
        var connection = new Connection();
        http.Features.Set<IHttpRequestLifetimeFeature>(connection);
        await new ExceptionResponses(_ => throw new ConnectionResetException("Connection reset by peer"), log).InvokeAsync(http);
        // The server may notice the reset later than the endpoint. Without the abort the caller could receive an empty success.
        Assert.True(connection.IsAborted);
        Assert.Empty(log.Collector.GetSnapshot());
    }

    [Fact]
    public async Task The_size_of_a_chunk_that_is_too_large_for_a_number_is_bad_input()
    {
        var log = new FakeLogger<ExceptionResponses>();
        var http = new DefaultHttpContext();
        await new ExceptionResponses(_ => throw new IOException("Bad chunk size data.", new OverflowException()), log).InvokeAsync(http);
        Assert.Equal(StatusCodes.Status400BadRequest, http.Response.StatusCode);
        Assert.Empty(log.Collector.GetSnapshot());
    }

    [Fact]
    public async Task A_ticket_that_the_silos_refuse_is_a_wrong_clock_or_key_and_no_defect()
    {
        var log = new FakeLogger<ExceptionResponses>();
        var http = new DefaultHttpContext();
        await new ExceptionResponses(_ => throw new UnauthorizedAccessException(), log).InvokeAsync(http);
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, http.Response.StatusCode);
        Assert.Equal(LogLevel.Warning, Assert.Single(log.Collector.GetSnapshot()).Level);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task An_unavailable_dependency_is_told_in_words_that_fit_a_request_without_a_body(string method)
    {
        var http = new DefaultHttpContext { Request = { Method = method, Path = "/api/v1/admin/reconciliation" } };
        using var body = new MemoryStream();
        http.Response.Body = body;
        await new ExceptionResponses(_ => throw new TimeoutException(), new FakeLogger<ExceptionResponses>()).InvokeAsync(http);
        await http.Response.BodyWriter.FlushAsync();
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, http.Response.StatusCode);
        Assert.Equal("1", http.Response.Headers.RetryAfter.ToString());
        string detail = JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("detail").GetString()!;
        // The request may have no body and may record nothing, so the message mentions only the request.
        Assert.Equal("A dependency is unavailable; the outcome is unknown. Retry the same request.", detail);
    }

    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
