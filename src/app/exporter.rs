//! Figures for a Prometheus server, on an address of this machine, where `DARB_METRICS` asks for them.

use super::AppError;
use crate::meter;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusBuilder;
use std::net::SocketAddr;

/// Serves `/metrics` until the process ends. An address that cannot be had is an error.
pub async fn start(address: SocketAddr) -> Result<(), AppError> {
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| AppError::failed(format!("DARB_METRICS: {address} cannot be used: {error}")))?;
    let recorder = PrometheusBuilder::new()
        .install_recorder()
        .map_err(|error| AppError::failed(format!("DARB_METRICS: {error}")))?;
    meter::describe();
    let figures = get(move || {
        let text = recorder.render();
        async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text) }
    });
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, Router::new().route("/metrics", figures)).await {
            tracing::error!(%error, "figures are not served any more");
        }
    });
    tracing::info!(%address, "figures are served at /metrics");
    Ok(())
}
